// Error values shared by every layer. No exception leaves base, core, redis or store.
#ifndef ONCEONLY_BASE_STATUS_H_
#define ONCEONLY_BASE_STATUS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace onceonly {

// How a caller may react to a failed store call.
// - kNo: another try cannot help. The call, the configuration or the state of the store must change
//   first.
// - kSafe: the server ran nothing. The same call may be sent again.
// - kAmbiguous: the server may have run it. Only a call that the protocol recognises by its token
//   is sent again.
enum class Retry : uint8_t { kNo, kSafe, kAmbiguous };

// One list feeds the enum, the public names, the retry class and the messages. A message never
// holds user data.
#define ONCEONLY_STATUS_CODES(X)                                                                   \
  X(kOk, "OK", kNo, "no error")                                                                    \
  /* input */                                                                                      \
  X(kInvalidJson, "INVALID_JSON", kNo, "the text is not JSON")                                     \
  X(kInvalidUtf8, "INVALID_UTF8", kNo, "the text is not UTF-8")                                    \
  X(kLoneSurrogate, "LONE_SURROGATE", kNo, "a string holds a lone surrogate")                      \
  X(kNumberRange, "NUMBER_RANGE", kNo, "a number is outside the range of a double")                \
  X(kTooDeep, "TOO_DEEP", kNo, "the JSON is nested deeper than the limit")                         \
  X(kInvalidKey, "INVALID_KEY", kNo, "the key is not valid")                                       \
  X(kInvalidUrl, "INVALID_URL", kNo, "the Redis URL is not valid")                                 \
  X(kInvalidRecord, "INVALID_RECORD", kNo, "the record cannot be read")                            \
  X(kCryptoFailed, "CRYPTO_FAILED", kNo, "OpenSSL refused the digest")                             \
  /* a store of any kind */                                                                        \
  X(kFull, "STORE_FULL", kNo,                                                                      \
    "the embedded store has no room: raise maxEntries or maxBytes, shorten resultTTL, or use "     \
    "Redis")                                                                                       \
  X(kClosed, "STORE_CLOSED", kNo, "the store is closed")                                           \
  /* the way to a server */                                                                        \
  X(kTimeout, "STORE_TIMEOUT", kSafe, "the server could not be reached in time")                   \
  X(kConnectFailed, "CONNECT_FAILED", kSafe,                                                       \
    "the server refused the connection, or hung up before it answered")                            \
  X(kConnectTimeout, "CONNECT_TIMEOUT", kSafe, "the server did not accept the connection in time") \
  X(kLookupFailed, "LOOKUP_FAILED", kSafe, "the server name could not be looked up")               \
  X(kTlsFailed, "TLS_FAILED", kSafe, "no secure connection could be made to the server")           \
  X(kNotRedis, "NOT_REDIS", kSafe, "what answers there is not Redis, or wants TLS")                \
  X(kQueueFull, "QUEUE_FULL", kSafe, "too many commands wait for the server")                      \
  X(kBreakerOpen, "BREAKER_OPEN", kNo, "the server is known to be out of reach")                   \
  X(kSentinelsDown, "SENTINELS_DOWN", kSafe, "no sentinel has said where the primary is")          \
  X(kOutcomeUnknown, "REPLY_LOST", kAmbiguous, "the reply of the server was lost")                 \
  X(kProtocolError, "PROTOCOL_ERROR", kAmbiguous, "the server sent what RESP does not allow")      \
  /* what a server answered */                                                                     \
  X(kAuthFailed, "AUTH_FAILED", kSafe,                                                             \
    "the server refused the user name or password, or wants one and got none")                     \
  X(kNoDatabase, "NO_SUCH_DATABASE", kSafe, "the server has no database of that number")           \
  X(kProtectedMode, "PROTECTED_MODE", kSafe,                                                       \
    "the server is in protected mode: it has no password and lets in its own machine only")        \
  X(kNoPermission, "NO_PERMISSION", kSafe, "the server user lacks a permission")                   \
  X(kNoScript, "NO_SCRIPT", kSafe, "the server does not hold the script")                          \
  X(kLoading, "LOADING", kSafe, "the server is loading its data")                                  \
  X(kReadOnly, "READ_ONLY", kSafe, "the server is a read-only replica")                            \
  X(kOutOfMemory, "SERVER_FULL", kSafe, "the server is out of memory")                             \
  X(kMisconf, "MISCONF", kSafe, "the server cannot persist and refuses writes")                    \
  X(kNoReplicas, "NO_REPLICAS", kSafe, "the server lacks good replicas and refuses writes")        \
  X(kNotReplicated, "NOT_REPLICATED", kAmbiguous,                                                  \
    "too few replicas of the server have it in time")                                              \
  X(kMasterDown, "MASTER_DOWN", kSafe, "the replica has lost its master")                          \
  X(kBusy, "BUSY", kSafe, "the server is busy with another script")                                \
  X(kWrongType, "WRONG_TYPE", kNo, "a key of ours holds something else")                           \
  X(kCluster, "CLUSTER_UNSUPPORTED", kNo,                                                          \
    "the server is a node of a cluster, and the store is set to use one server")                   \
  X(kSlotMoving, "SLOT_MOVING", kSafe, "the key is on its way from one node to another")           \
  X(kClusterDown, "CLUSTER_DOWN", kSafe, "no node of the cluster holds the key now")               \
  X(kTooManyRedirects, "TOO_MANY_REDIRECTS", kSafe,                                                \
    "the nodes of the cluster do not agree who holds the key")                                     \
  X(kSlotsMoved, "SLOTS_MOVED", kNo,                                                               \
    "records have moved between nodes during the scan: begin it again")                            \
  X(kServerError, "SERVER_ERROR", kNo, "the server answered with an error")                        \
  X(kUnexpectedReply, "UNEXPECTED_REPLY", kNo, "the server answered with another shape than asked")

enum class StatusCode : uint8_t {
#define ONCEONLY_ENUM(name, text, retry, message) name,
  ONCEONLY_STATUS_CODES(ONCEONLY_ENUM)
#undef ONCEONLY_ENUM
};

inline constexpr int kStatusCodeCount = 0
#define ONCEONLY_COUNT(name, text, retry, message) +1
    ONCEONLY_STATUS_CODES(ONCEONLY_COUNT)
#undef ONCEONLY_COUNT
    ;

// The public name ("STORE_FULL"), the retry class, and one English sentence without a full stop.
std::string_view StatusName(StatusCode code) noexcept;
Retry StatusRetry(StatusCode code) noexcept;
std::string_view StatusMessage(StatusCode code) noexcept;

// A code and, for errors of input, the byte offset at which the input stopped making sense.
class [[nodiscard]] Status {
 public:
  constexpr Status() noexcept = default;
  constexpr Status(StatusCode code) noexcept
      : code_(code) {}  // NOLINT(google-explicit-constructor)
  constexpr Status(StatusCode code, size_t offset) noexcept : code_(code), offset_(offset) {}

  constexpr bool ok() const noexcept { return code_ == StatusCode::kOk; }
  constexpr StatusCode code() const noexcept { return code_; }
  constexpr size_t offset() const noexcept { return offset_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  size_t offset_ = 0;
};

// A value, or the Status that says why there is none. `value()` REQUIRES ok().
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Status status) : state_(status) {}          // NOLINT(google-explicit-constructor)
  Result(StatusCode code) : state_(Status(code)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const noexcept { return std::holds_alternative<T>(state_); }
  Status status() const noexcept { return ok() ? Status() : std::get<Status>(state_); }
  T& value() & noexcept { return *std::get_if<T>(&state_); }
  const T& value() const& noexcept { return *std::get_if<T>(&state_); }
  T&& value() && noexcept { return std::move(*std::get_if<T>(&state_)); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace onceonly

#endif  // ONCEONLY_BASE_STATUS_H_
