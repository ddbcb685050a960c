// What the tests of the subscriber share: one subscriber, and a record of what it tells.
#ifndef ONCEONLY_TEST_REDIS_SUBSCRIBER_FIXTURE_H_
#define ONCEONLY_TEST_REDIS_SUBSCRIBER_FIXTURE_H_

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/loop_fixture.h"
#include "net/uv_transport.h"
#include "redis/subscriber.h"

namespace onceonly::redis {

class SubscriberFixture : public net::LoopTest, private SubscriberObserver {
 protected:
  Subscriber& Open(SubscriberOptions options) {
    SubscriberObserver* const observer = this;
    subscriber_.emplace(loop(), std::move(options), std::make_unique<net::UvConnector>(loop()),
                        observer);
    return *subscriber_;
  }
  Subscriber& Open(const Address& address) {
    SubscriberOptions options;
    options.endpoint = address.endpoint;
    options.connection.login = address.login;
    options.connection.client_name = "onceonly-sub";
    return Open(std::move(options));
  }

  // "+channel" for a subscription that is in force, "channel" for a message, in order.
  const std::vector<std::string>& told() const { return told_; }
  auto CountOf(const std::string& what) const {
    return std::count(told_.begin(), told_.end(), what);
  }
  void RunUntilTold(const std::string& what, long times = 1) {
    RunUntil([&] { return CountOf(what) >= times; });
  }

  std::optional<Subscriber> subscriber_;
  std::function<void()> on_heard_;
  int heard_ = 0;

 private:
  void OnSubscribed(std::string_view channel) noexcept override {
    told_.push_back("+" + std::string(channel));
  }
  void OnMessage(std::string_view channel) noexcept override { told_.emplace_back(channel); }
  void OnHeard() noexcept override {
    ++heard_;
    if (on_heard_) on_heard_();
  }

  std::vector<std::string> told_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_TEST_REDIS_SUBSCRIBER_FIXTURE_H_
