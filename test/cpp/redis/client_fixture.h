// What the tests of the client share: one client, one recorder, a loop.
#ifndef ONCEONLY_TEST_REDIS_CLIENT_FIXTURE_H_
#define ONCEONLY_TEST_REDIS_CLIENT_FIXTURE_H_

#include <optional>
#include <utility>

#include "redis/fake_server.h"
#include "redis/loop_fixture.h"
#include "redis/recording.h"
#include "redis/uv_transport.h"

namespace onceonly::redis {

class ClientFixture : public LoopTest {
 protected:
  Client& Open(ClientOptions options) {
    TransportFactory connect = UvTransportFactory(loop(), handles(), options.address);
    client_.emplace(loop(), handles(), std::move(options), std::move(connect), &recorder_);
    return *client_;
  }
  Client& Open(const Address& address) {
    ClientOptions options;
    options.address = address;
    return Open(std::move(options));
  }
  Outcome& Send(Command command, int64_t timeout_ms = 5000, Recorder::Reaction react = nullptr) {
    return recorder_.Send(*client_, std::move(command), timeout_ms, std::move(react));
  }
  void RunUntilEnded(const Outcome& outcome) {
    RunUntil([&] { return outcome.ended; });
  }

  Recorder recorder_;
  std::optional<Client> client_;
};

// Against the scripted server, with times in which a test can wait for a timeout.
class FakeServerFixture : public ClientFixture {
 protected:
  FakeServerFixture() : server_(loop(), handles()) {}

  ClientOptions Options() {
    ClientOptions options;
    options.address = server_.address();
    return options;
  }

  FakeServer server_;
};

inline FakeServer::Handler Echo() {
  return [](FakeServer::Peer&, const Command& command) { return "+" + command.back() + "\r\n"; };
}

}  // namespace onceonly::redis

#endif  // ONCEONLY_TEST_REDIS_CLIENT_FIXTURE_H_
