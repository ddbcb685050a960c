#include "net/uv_transport.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "net/loop_fixture.h"
#include "redis/fake_server.h"

namespace onceonly::net {
namespace {

class UvTransportTest : public LoopTest, protected TransportListener {
 protected:
  void OnConnected() noexcept override { connected_ = true; }
  void OnBytes(std::string_view bytes) noexcept override { bytes_ += bytes; }
  void OnClosed(Status why) noexcept override {
    closed_ = why;
    if (destroys_when_closed_) transport_.reset();
  }

  UvTransport& Open(const Endpoint& endpoint) {
    auto lookup = std::make_shared<NameLookup>(loop(), endpoint.host, endpoint.port);
    transport_.emplace(loop(), endpoint, std::move(lookup));
    return *transport_;
  }
  static sockaddr_storage Ip(const std::string& host, uint16_t port) {
    return ParseIp(host, port).at(0);
  }
  // A port of 127.0.0.1 that nothing listens on.
  uint16_t ClosedPort() {
    redis::FakeServer gone(loop());
    return gone.endpoint().port;
  }

  std::optional<UvTransport> transport_;
  bool connected_ = false;
  bool destroys_when_closed_ = false;
  std::string bytes_;
  std::optional<Status> closed_;
};

TEST_F(UvTransportTest, CarriesBytesBothWays) {
  redis::FakeServer server(loop());
  server.on_command = [](redis::FakeServer::Peer&, const redis::Command& command) {
    return command.back();
  };
  UvTransport& transport = Open(server.endpoint());
  transport.Connect(this);
  EXPECT_FALSE(connected_);
  RunUntil([&] { return connected_; });
  transport.Write("*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n");
  RunUntil([&] { return bytes_ == "hi"; });
  EXPECT_EQ(transport.unsent_bytes(), 0u);
  EXPECT_FALSE(closed_);
}

TEST_F(UvTransportTest, TriesTheNextAddressWhenOneFails) {
  redis::FakeServer server(loop());
  const uint16_t closed_port = ClosedPort();
  // The second is the broadcast address, which TCP refuses before anything is sent.
  Open(server.endpoint())
      .ConnectToFirstOf({Ip("127.0.0.1", closed_port), Ip("255.255.255.255", 1),
                         Ip("127.0.0.1", server.endpoint().port)},
                        this);
  RunUntil([&] { return connected_ || closed_; });
  EXPECT_TRUE(connected_);
  RunUntil([&] { return server.connections() == 1; });
}

TEST_F(UvTransportTest, SaysThatNoAddressAnswers) {
  const uint16_t closed_port = ClosedPort();
  destroys_when_closed_ = true;
  Open(Endpoint()).ConnectToFirstOf({Ip("127.0.0.1", closed_port), Ip("::1", closed_port)}, this);
  EXPECT_FALSE(closed_);
  RunToEnd();
  ASSERT_TRUE(closed_);
  EXPECT_EQ(closed_->code(), StatusCode::kConnectFailed);
}

TEST_F(UvTransportTest, TellsOnceThatTheStreamEnded) {
  redis::FakeServer server(loop());
  UvTransport& transport = Open(server.endpoint());
  transport.Connect(this);
  RunUntil([&] { return connected_ && server.connections() == 1; });
  server.peer().Reset();
  transport.Write(std::string(size_t{8} << 20, 'x'));
  RunUntil([&] { return closed_.has_value(); });
  EXPECT_EQ(closed_->code(), StatusCode::kConnectFailed);
  closed_.reset();
  for (int turn = 0; turn < 5; ++turn) RunOnce();
  EXPECT_FALSE(closed_);
}

TEST_F(UvTransportTest, LeavesTheLoopWhenItIsNotReferenced) {
  redis::FakeServer server(loop());
  UvTransport& transport = Open(server.endpoint());
  transport.Connect(this);
  RunUntil([&] { return connected_; });
  transport.SetRef(false);
  RunToEnd();
  EXPECT_FALSE(closed_);
}

TEST_F(UvTransportTest, HearsNothingAfterItIsDestroyed) {
  redis::FakeServer server(loop());
  Open(server.endpoint()).Connect(this);
  transport_.reset();
  RunToEnd();
  EXPECT_FALSE(connected_);
  EXPECT_FALSE(closed_);
}

// One look-up serves both transports: the second takes over what the first has left under way.
TEST_F(UvTransportTest, TakesOverALookUpThatWasGivenUp) {
  redis::FakeServer server(loop());
  Endpoint endpoint = server.endpoint();
  endpoint.host = "localhost";
  UvConnector connector(loop());
  for (int i = 0; i < 5; ++i) {
    const auto given_up = connector.TransportTo(endpoint);
    given_up->Connect(this);
    RunOnce();
  }
  const auto transport = connector.TransportTo(endpoint);
  transport->Connect(this);
  RunUntil([&] { return connected_; });
}

}  // namespace
}  // namespace onceonly::net
