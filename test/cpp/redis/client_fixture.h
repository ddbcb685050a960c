// What the tests of the client share: one client, one recorder, a loop.
#ifndef ONCEONLY_TEST_REDIS_CLIENT_FIXTURE_H_
#define ONCEONLY_TEST_REDIS_CLIENT_FIXTURE_H_

#include <optional>
#include <utility>

#include "net/loop_fixture.h"
#include "net/uv_transport.h"
#include "redis/fake_server.h"
#include "redis/recording.h"
#include "redis/server_client.h"

namespace onceonly::redis {

class ClientFixture : public net::LoopTest {
 protected:
  ServerClient& Open(ClientOptions options) {
    client_.emplace(loop(), std::move(options), std::make_unique<net::UvConnector>(loop()),
                    &recorder_);
    return *client_;
  }
  ServerClient& Open(const Address& address) { return Open(OptionsFor(address)); }
  static ClientOptions OptionsFor(const Address& address) {
    ClientOptions options;
    options.endpoint = address.endpoint;
    options.connection.login = address.login;
    return options;
  }
  Outcome& Send(Command command, int64_t timeout_ms = 5000, Recorder::Reaction react = nullptr) {
    return recorder_.Send(*client_, std::move(command), timeout_ms, std::move(react));
  }
  void RunUntilEnded(const Outcome& outcome) {
    RunUntil([&] { return outcome.ended; });
  }

  Recorder recorder_;
  std::optional<ServerClient> client_;
};

// Against the scripted server, with times in which a test can wait for a timeout.
class FakeServerFixture : public ClientFixture {
 protected:
  FakeServerFixture() : server_(loop()) {}

  ClientOptions Options() {
    ClientOptions options;
    options.endpoint = server_.endpoint();
    return options;
  }

  FakeServer server_;
};

inline FakeServer::Handler Echo() {
  return [](FakeServer::Peer&, const Command& command) { return "+" + command.back() + "\r\n"; };
}

}  // namespace onceonly::redis

#endif  // ONCEONLY_TEST_REDIS_CLIENT_FIXTURE_H_
