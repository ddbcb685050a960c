// The server that keeps the records of a store, as the store sees it: three functions.
#ifndef ONCEONLY_STORE_RECORD_SERVER_H_
#define ONCEONLY_STORE_RECORD_SERVER_H_

#include <cstdint>
#include <string_view>

#include "base/status.h"
#include "store/rules.h"

namespace onceonly::store {

// Who asked. Exactly one method is called for each question, before or after the question returns;
// the views are valid during the call only. Another question may be asked from inside it.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  // Of Look. Of Insert and Swap: nothing was written, and `found` stands there. An insertion that
  // came too late, though nothing stands there, gives a view without a text. Only Insert may leave
  // the time out: then `left_ms` is View::kLeftUnknown.
  virtual void OnRecord(const View& found) noexcept = 0;
  // Of Insert and Swap. `now_ms` is a moment of the server's clock, of Insert one behind the
  // insertion; 0 where the server did not say it (Swap only).
  virtual void OnWritten(int64_t now_ms) noexcept = 0;
  virtual void OnFailed(Status why) noexcept = 0;
  // Nothing was written: `error` of the server says that another one keeps the record, or that none
  // does now.
  virtual void OnElsewhere(std::string_view /*error*/) noexcept { OnFailed(StatusCode::kCluster); }
};

// How long a question may take, and whether it waits while the server is known to be down.
struct Patience {
  int64_t timeout_ms = 0;
  bool waits_when_down = false;
};

// All that a question is given stays as it is until its reader is called.
class RecordServer {
 public:
  virtual ~RecordServer() = default;

  // Writes `text` for `px_ms` milliseconds if there is no record.
  virtual void Insert(std::string_view id, std::string_view text, int64_t px_ms, Patience patience,
                      RecordReader* reader) = 0;
  virtual void Look(std::string_view id, Patience patience, RecordReader* reader) = 0;
  // Writes the text of `decision` (Text, TextKeepTtl or Delete) if the record is exactly
  // `expected`, or if there is none and `expected` is empty. Then tells the watches if the decision
  // wakes them. Works on a full server.
  // REQUIRES: decision.write != kNothing.
  virtual void Swap(std::string_view id, std::string_view expected, const Decision& decision,
                    Patience patience, RecordReader* reader) = 0;

  // The clock now of the server that keeps this record, as far as it is known (milliseconds since
  // 1970); 0 as long as nothing is known of it, which a Look changes.
  virtual int64_t NowMs(std::string_view id) const noexcept = 0;
  // Whether the server itself refuses an insertion that comes later than its patience lasts. Else
  // the claim has to say until when it holds.
  virtual bool RefusesLateInserts(std::string_view /*id*/) const noexcept { return false; }
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_RECORD_SERVER_H_
