// A scripted server on the test's own loop.
#ifndef ONCEONLY_TEST_REDIS_FAKE_SERVER_H_
#define ONCEONLY_TEST_REDIS_FAKE_SERVER_H_

#include <uv.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "net/endpoint.h"
#include "net/event_loop.h"

namespace onceonly::redis {

using Command = std::vector<std::string>;

// Listens on a free port of 127.0.0.1 and never keeps the loop alive. It answers the handshake by
// itself (server time 1700000000.500) and gives every other command to `on_command`.
class FakeServer {
 public:
  class Peer;
  // Returns the reply in RESP, or "" for none.
  using Handler = std::function<std::string(Peer& peer, const Command& command)>;

  FakeServer(net::EventLoop* loop);
  ~FakeServer();
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  net::Endpoint endpoint() const;

  Handler on_command;
  Handler on_handshake;  // in place of the built-in answers

  int connections() const { return connections_; }
  // The commands that came in each read, without those of the handshake.
  const std::vector<std::vector<Command>>& reads() const { return reads_; }
  // Of the peers that are connected, the newest. REQUIRES: there is one.
  Peer& peer() { return *peers_.back(); }

 private:
  friend class Peer;
  static std::string AnswerHandshake(const Command& command);
  std::string Answer(Peer& peer, const Command& command);

  net::EventLoop* loop_;
  uv_tcp_t* listener_;
  uint16_t port_ = 0;
  int connections_ = 0;
  std::vector<Peer*> peers_;
  std::vector<std::vector<Command>> reads_;
};

// One connection, as the server sees it. Lives until its handle is closed.
class FakeServer::Peer {
 public:
  explicit Peer(FakeServer* server);

  void Write(std::string_view bytes);
  void PauseReading();
  void ResumeReading();
  void Close();  // an orderly end
  void Reset();  // RST
  bool is_closed() const { return server_ == nullptr; }

 private:
  friend class FakeServer;
  void OnBytes(std::string_view bytes);
  void Leave();
  static void OnHandleClosed(uv_handle_t* handle);

  FakeServer* server_;
  net::EventLoop* loop_;
  uv_tcp_t handle_;
  std::string received_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_TEST_REDIS_FAKE_SERVER_H_
