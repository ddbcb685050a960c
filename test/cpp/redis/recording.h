// Requests and observers that write down what happens to them.
#ifndef ONCEONLY_TEST_REDIS_RECORDING_H_
#define ONCEONLY_TEST_REDIS_RECORDING_H_

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "redis/client.h"
#include "resp/describe.h"

namespace onceonly::redis {

struct Outcome {
  bool ended = false;
  std::string reply;  // as Describe() says it
  Status failure;
  int encoded = 0;  // how often the request was written
  int order = 0;    // 1 for the request of its Recorder that ended first
};

// Makes requests, keeps what comes of them, and counts the batches it comes in.
class Recorder final : public ClientObserver {
 public:
  using Command = std::vector<std::string>;
  // What a request does beside recording its end; gets the description of the reply, or "" for a
  // failure.
  using Reaction = std::function<ReplyVerdict(const std::string& reply)>;

  OwnedRequest Make(Command command, Outcome* outcome, Reaction react = nullptr);
  // Sends a command whose outcome lives as long as the recorder.
  Outcome& Send(Client& client, Command command, int64_t timeout_ms = 5000,
                Reaction react = nullptr);

  // What is to follow the commands of a turn, if anything.
  std::function<Pending()> last_of_turn;

  int ended() const { return ended_; }
  int batches() const { return batches_; }

 private:
  class Recorded;
  void OnBatchEnd() noexcept override { ++batches_; }
  Pending LastOfTurn() noexcept override { return last_of_turn ? last_of_turn() : Pending{}; }

  std::vector<std::unique_ptr<Outcome>> outcomes_;
  int ended_ = 0;
  int batches_ = 0;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_TEST_REDIS_RECORDING_H_
