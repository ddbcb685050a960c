// Holds the answers of a server until its replicas have what they tell.
#ifndef ONCEONLY_STORE_REPLICAS_H_
#define ONCEONLY_STORE_REPLICAS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "redis/request.h"
#include "store/free_list.h"
#include "store/record_server.h"
#include "store/told_later.h"

namespace onceonly::store {

// One WAIT follows the commands of each write. What was written or found is told when WAIT counts
// enough replicas; else nobody is told, and each question fails with kNotReplicated. The server
// answers in order: every answer that is held when a WAIT is answered came before it.
//
// The next write leaves when WAIT is answered, with everything that has come by then: a server does
// one WAIT of a connection after the other. When each request had its own, 1,200 in four seconds,
// of which replicas told after 2 ms, 868 got no answer in 2 s. Now none does.
//
// An answer that wrote nothing is held too: it may tell of a record that another process has just
// written, or of one's own of an earlier try. But WAIT waits for what its own connection has
// written, on some servers (Valkey) for nothing else. So a write of one small key goes before it.
class Replicas {
 public:
  // Told when enough replicas were missing for kMostMisses times in a row.
  class Observer {
   public:
    virtual ~Observer() = default;
    virtual void OnReplicasMissing() noexcept = 0;
  };

  // `wanted` replicas, 0 for no holding. `key_head`: "<prefix>:wait:{". `observer` outlives it.
  Replicas(int64_t wanted, int64_t wait_ms, std::string key_head, Observer* observer);
  ~Replicas();
  Replicas(const Replicas&) = delete;
  Replicas& operator=(const Replicas&) = delete;

  // Who is to be told in place of `reader`, which is told later. `id`: of the record in question.
  RecordReader* Hold(RecordReader* reader, std::string_view id);
  // What is to follow the commands of a write, one after the other; none at the end.
  redis::Pending Next() noexcept;
  // A WAIT is on its way.
  bool is_waiting() const noexcept { return waits_ > 0; }

  static constexpr int kMostMisses = 3;

 private:
  class Held;
  class Mark;
  class Wait;

  void Forget(Held* held) noexcept;
  void OnWaited(const resp::Reply& reply) noexcept;

  const int64_t wanted_;
  const int64_t wait_ms_;
  const std::string key_head_;
  Observer* const observer_;
  FreeList<Held> free_;
  ToldLater<Held> answered_;
  size_t open_ = 0;          // questions that are not told
  std::string mark_id_;      // whose slot the small key is in; empty: that of the next question
  bool is_marked_ = false;   // this write has its mark
  bool is_awaited_ = false;  // this write has its WAIT
  int waits_ = 0;            // that are not answered
  int misses_ = 0;
  const std::unique_ptr<Mark> mark_;
  const std::unique_ptr<Wait> wait_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REPLICAS_H_
