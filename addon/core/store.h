// The store as everything above it sees it: the verbs of the protocol, the same for every kind of
// store.
//
// A verb is called with a call id of the caller's choice. Its answer arrives at the sink exactly
// once, either before the verb returns (memory) or later from the event loop (Redis); only Watch
// has more than one. A verb that changes a watched key may tell the watches before it returns,
// after its own answer. Every call is made and answered on one thread.
#ifndef ONCEONLY_CORE_STORE_H_
#define ONCEONLY_CORE_STORE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace onceonly::core {

using CallId = uint32_t;

// One list feeds the enum, the words that the Lua scripts answer with, and the names that
// JavaScript sees.
#define ONCEONLY_ANSWER_CODES(X)                                                                   \
  X(kFailed, "FAILED")     /* status says why; nothing else is set */                              \
  X(kOwn, "OWN")           /* begin: fence, attempt, is_recovery, left_ms of the lease */          \
  X(kDone, "DONE")         /* begin: result; inspect: result, left_ms until it expires; renew */   \
  X(kRunning, "RUNNING")   /* attempt, left_ms of the lease, elapsed_ms since the attempt began */ \
  X(kSilent, "SILENT")     /* begin: attempt, left_ms until a takeover may be tried; inspect */    \
  X(kUnknown, "UNKNOWN")   /* begin: attempt, left_ms of the record; policy or maxAttempts forbids \
                              another. inspect: silent for so long that a begin would decide */    \
  X(kMismatch, "MISMATCH") /* the key belongs to another request */                                \
  X(kLate, "LATE")         /* begin arrived after its deadline and refused itself */               \
  X(kForeign, "FOREIGN")   /* a record of another version or of other fingerprint options, or no   \
                              record of ours */                                                    \
  X(kStored, "STORED")     /* complete, by the owner */                                            \
  X(kLateWin, "LATE_WIN")  /* complete: stored though another attempt holds the lock */            \
  X(kReplaced, "REPLACED") /* complete: a value, stored in place of another attempt's error */     \
  X(kAdopted, "ADOPTED")   /* complete: stored though no lock was left */                          \
  X(kDuplicate, "DUPLICATE") /* complete: this very token has stored before */                     \
  X(kLost,                                                                                         \
    "LOST") /* complete: result of the earlier winner; renew, release: not the owner any more */   \
  X(kFenced, "FENCED")   /* complete: an error, and another attempt owns the key */                \
  X(kGone, "GONE")       /* the lock was removed */                                                \
  X(kRenewed, "RENEWED") /* left_ms of the new lease */                                            \
  X(kReleased, "RELEASED")                                                                         \
  X(kAbsent, "ABSENT")   /* inspect */                                                             \
  X(kFreed, "FREED")     /* inspect: the operation gave the key up, the next begin owns it */      \
  X(kRemoved, "REMOVED") /* remove: attempt holds the number of records removed */                 \
  X(kResolved, "RESOLVED")                                                                         \
  X(kChanged, "CHANGED")   /* remove, resolve: the record is not that of SeenAttempt; fence,       \
                              attempt and kind say what is there now */                            \
  X(kScanned, "SCANNED")   /* scan: payload is JSON, see ScanCall */                               \
  X(kReplied, "REPLIED")   /* command of a store with a server: payload is JSON of the reply */    \
  X(kWatching, "WATCHING") /* watch: every change from now on is told */                           \
  X(kWoken, "WOKEN")       /* watch, any number of times: the key may have changed */

enum class AnswerCode : uint8_t {
#define ONCEONLY_ENUM(name, text) name,
  ONCEONLY_ANSWER_CODES(ONCEONLY_ENUM)
#undef ONCEONLY_ENUM
};

// The kind of a result record's payload. The letter is the one in the record.
enum class ResultKind : char { kNone = 0, kValue = 'v', kError = 'e', kTombstone = 't' };

enum class OnAbandoned : uint8_t { kTakeOver, kHold };

// Why an operation that has ended, or was never started, gives its key up. kUndo: it was not
// started. kFree: it says that nothing happened. kSilent: its outcome is unknown, and nobody runs
// it again before its lease is over.
enum class ReleaseReason : uint8_t { kUndo, kFree, kSilent };

// All times are milliseconds.
// - `id`: 43 characters of base64url (see address.h).
// - `token`: 22 of them, fresh per attempt.
// - fingerprints: 49 of them. 43 are the digest and 6 name the options under which it was taken.
//   Two that differ in those 6 cannot be compared: kForeign.
// - `hint`: 11 of them or none, for a search by key.
// - `label` matches [A-Za-z0-9/_:.-]{0,64}.
// - `timeout_ms` bounds the call. When it has passed the answer is kFailed, and a begin that
//   reaches the server later refuses itself (kLate, which nobody reads).
//
// The texts of a call are views, valid until the verb returns. A store copies the ones it needs,
// once.
struct BeginCall {
  std::string_view id;
  std::string_view token;
  std::string_view fingerprint;
  std::string_view
      other_fingerprint;  // under the previous secret, or empty: a record with either one matches
  std::string_view hint;
  std::string_view label;
  int64_t lease_ms = 0;
  int64_t keep_ms = 0;  // how long the lock record outlives its last renewal; at least 2 x lease_ms
  OnAbandoned on_abandoned = OnAbandoned::kTakeOver;
  int32_t max_attempts = 0;
  int64_t timeout_ms = 0;
};

struct CompleteCall {
  std::string_view id;
  std::string_view token;
  std::string_view fingerprint;
  std::string_view other_fingerprint;  // as in BeginCall
  std::string_view hint;
  std::string_view label;
  int64_t fence = 0;
  int32_t attempt = 0;
  int64_t ttl_ms = 0;
  ResultKind kind = ResultKind::kValue;
  std::string_view record;   // as in RenewCall
  bool is_owner = true;      // false: an offer from outside (the low-level `store`), for which a
                             // removed lock is no lock
  std::string_view payload;  // opaque bytes
  int64_t timeout_ms = 0;
};

// `record` is the newest text of its claim that the owner knows (Answer::record), or empty. While
// it stands, the call is one command.
struct RenewCall {
  std::string_view id;
  std::string_view token;
  std::string_view record;
  int64_t lease_ms = 0;
  int64_t keep_ms = 0;
  int64_t timeout_ms = 0;
};

struct ReleaseCall {
  std::string_view id;
  std::string_view token;
  std::string_view record;  // as in RenewCall
  ReleaseReason reason = ReleaseReason::kUndo;
  int64_t timeout_ms = 0;
};

struct InspectCall {
  std::string_view id;
  bool with_payload = false;
  int64_t timeout_ms = 0;
};

// The attempt that an operator saw. A record of any other stays as it is (kChanged). What has its
// default is not compared.
struct SeenAttempt {
  // kRunning: without a result. kIdle: without a result, and its lease was over or it was given up.
  enum class State : uint8_t { kAny, kRunning, kIdle, kStored };

  int32_t attempt = 0;
  int64_t fence = -1;  // no two attempts of a key have the same
  State state = State::kAny;

  bool is_given() const noexcept { return attempt != 0 || fence >= 0 || state != State::kAny; }
};

struct RemoveCall {
  std::string_view id;
  bool force = false;  // also a running record; its owner's result will not be stored
  int64_t timeout_ms = 0;
  SeenAttempt seen = {};
};

// Settles by hand a key whose owner is gone or has given it up: with a result (kValue), or free for
// the next begin (kNone). kResolved, kChanged, kRunning (lease not over), kDone (has a result),
// kFreed, kAbsent or kForeign.
struct ResolveCall {
  std::string_view id;
  ResultKind kind = ResultKind::kNone;
  int64_t ttl_ms = 0;
  std::string_view payload;
  int64_t timeout_ms = 0;
  SeenAttempt seen = {};
};

// One page of records. The answer's payload is JSON:
// {"cursor":"0","now":1,"seen":1,"entries":[{"id","state","kind","label","hint","attempt","fence",
// "beganMs","leftMs","expiresMs","bytes"}]}; states are those of inspect in lower case, `kind` is
// "v", "e", "t" or not there, a cursor of "0" says that this was the last page. `now` is the
// server's clock, `seen` the number of records that were looked at. A record may appear on two
// pages. Removed and foreign records are left out.
struct ScanCall {
  enum class Of : uint8_t { kClaims, kResults, kAll };
  static constexpr int32_t kUsualCount = 200;

  std::string_view cursor = "0";
  Of of = Of::kClaims;
  std::string_view hint;  // only records with this one; empty for all
  int64_t timeout_ms = 0;
  int32_t count = kUsualCount;  // how many records to look at, about

  bool takes(bool is_result) const noexcept {
    return of == Of::kAll || is_result == (of == Of::kResults);
  }
};

// One answer. Which members are set is said beside each AnswerCode; inspect sets all that it knows.
struct Answer {
  AnswerCode code = AnswerCode::kFailed;
  Status status;             // why, when kFailed
  int64_t fence = 0;         // below 2^53; grows with every attempt of a key
  int32_t attempt = 0;       // 1 for the first
  bool is_recovery = false;  // begin: an earlier attempt was taken over, its outcome is not known
  int64_t left_ms = 0;
  int64_t elapsed_ms = 0;
  int64_t began_ms =
      0;  // inspect: when the attempt began or the result was stored, milliseconds since 1970
  int64_t expires_ms = 0;  // inspect: until the record is gone
  int64_t bytes = 0;       // inspect: size of the payload
  ResultKind kind = ResultKind::kNone;
  std::string record;       // kOwn, kRenewed: the text of the claim, for the owner's later calls
  std::string payload;      // kDone of begin and inspect with_payload, kLost of complete
  std::string fingerprint;  // inspect
  std::string label;        // inspect
};

// Receives every answer. OnBatchEnd follows the last answer of one read from a server or of one
// timer; an answer given before its verb returns is not followed by it. Neither may destroy the
// store.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  virtual void OnAnswer(CallId call, Answer answer) noexcept = 0;
  virtual void OnBatchEnd() noexcept = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual void Begin(CallId call, const BeginCall& args) = 0;
  virtual void Complete(CallId call, const CompleteCall& args) = 0;
  virtual void Renew(CallId call, const RenewCall& args) = 0;
  virtual void Release(CallId call, const ReleaseCall& args) = 0;
  virtual void Inspect(CallId call, const InspectCall& args) = 0;
  virtual void Remove(CallId call, const RemoveCall& args) = 0;
  virtual void Resolve(CallId call, const ResolveCall& args) = 0;
  virtual void Scan(CallId call, const ScanCall& args) = 0;

  // Answers kWatching as soon as changes of the key are told (a store that cannot tell them answers
  // nothing, or later), then kWoken for every complete, release, resolve and remove that it hears
  // of, until Unwatch(call). A hint: changes may be missed, and told without being there. After a
  // lost connection kWatching comes again. Several calls may watch one id.
  virtual void Watch(CallId call, std::string id) = 0;
  virtual void Unwatch(CallId call) = 0;

  // Refuses every later call with kClosed and fails the calls that are under way. Idempotent.
  virtual void Close() = 0;
};

std::string_view AnswerName(AnswerCode code) noexcept;
// The code with that name, or kFailed.
AnswerCode AnswerFromName(std::string_view name) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_STORE_H_
