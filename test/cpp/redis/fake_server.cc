#include "redis/fake_server.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace onceonly::redis {
namespace {

// Takes the line "<mark><number>\r\n" off the front.
std::optional<size_t> TakeHeader(char mark, std::string_view& text) {
  const size_t end = text.find("\r\n");
  if (end == std::string_view::npos || text.front() != mark) return std::nullopt;
  size_t number = 0;
  std::from_chars(text.data() + 1, text.data() + end, number);
  text.remove_prefix(end + 2);
  return number;
}

// Takes one whole command off the front, or nothing.
std::optional<Command> TakeCommand(std::string& bytes) {
  std::string_view rest = bytes;
  const auto count = TakeHeader('*', rest);
  if (!count) return std::nullopt;
  Command command;
  for (size_t i = 0; i < *count; ++i) {
    const auto size = TakeHeader('$', rest);
    if (!size || rest.size() < *size + 2) return std::nullopt;
    command.emplace_back(rest.substr(0, *size));
    rest.remove_prefix(*size + 2);
  }
  bytes.erase(0, bytes.size() - rest.size());
  return command;
}

bool IsHandshake(const Command& command) {
  static const Command kNames = {"AUTH", "SELECT", "CLIENT", "TIME", "SCRIPT"};
  return std::find(kNames.begin(), kNames.end(), command.front()) != kNames.end();
}

template <typename Handle>
uv_handle_t* Base(Handle* handle) {
  return reinterpret_cast<uv_handle_t*>(handle);
}

}  // namespace

FakeServer::FakeServer(net::EventLoop* loop) : loop_(loop), listener_(new uv_tcp_t) {
  uv_tcp_init(loop->get(), listener_);
  loop_->Add();
  listener_->data = this;
  sockaddr_storage address{};
  uv_ip4_addr("127.0.0.1", 0, reinterpret_cast<sockaddr_in*>(&address));
  uv_tcp_bind(listener_, reinterpret_cast<sockaddr*>(&address), 0);
  const auto on_connection = [](uv_stream_t* listener, int) {
    auto* server = static_cast<FakeServer*>(listener->data);
    ++server->connections_;
    server->peers_.push_back(new Peer(server));
  };
  uv_listen(reinterpret_cast<uv_stream_t*>(listener_), 16, on_connection);
  uv_unref(Base(listener_));
  int size = sizeof address;
  uv_tcp_getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

FakeServer::~FakeServer() {
  while (!peers_.empty()) peers_.back()->Close();
  listener_->data = loop_;
  uv_close(Base(listener_), [](uv_handle_t* handle) {
    auto* loop = static_cast<net::EventLoop*>(handle->data);
    delete reinterpret_cast<uv_tcp_t*>(handle);
    loop->Remove();
  });
}

net::Endpoint FakeServer::endpoint() const { return {"127.0.0.1", port_, {}, false}; }

std::string FakeServer::AnswerHandshake(const Command& command) {
  return command.front() == "TIME" ? "*2\r\n$10\r\n1700000000\r\n$6\r\n500000\r\n" : "+OK\r\n";
}

std::string FakeServer::Answer(Peer& peer, const Command& command) {
  if (!IsHandshake(command)) {
    reads_.back().push_back(command);
    return on_command ? on_command(peer, command) : "";
  }
  return on_handshake ? on_handshake(peer, command) : AnswerHandshake(command);
}

FakeServer::Peer::Peer(FakeServer* server) : server_(server), loop_(server->loop_) {
  uv_tcp_init(loop_->get(), &handle_);
  loop_->Add();
  handle_.data = this;
  uv_accept(reinterpret_cast<uv_stream_t*>(server->listener_),
            reinterpret_cast<uv_stream_t*>(&handle_));
  uv_tcp_nodelay(&handle_, 1);
  uv_unref(Base(&handle_));
  ResumeReading();
}

void FakeServer::Peer::ResumeReading() {
  const auto on_alloc = [](uv_handle_t*, size_t, uv_buf_t* buffer) {
    *buffer = uv_buf_init(new char[65536], 65536);
  };
  const auto on_read = [](uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
    auto* peer = static_cast<Peer*>(stream->data);
    if (size > 0) peer->OnBytes({buffer->base, static_cast<size_t>(size)});
    if (size < 0) peer->Close();
    delete[] buffer->base;
  };
  uv_read_start(reinterpret_cast<uv_stream_t*>(&handle_), on_alloc, on_read);
}

void FakeServer::Peer::PauseReading() { uv_read_stop(reinterpret_cast<uv_stream_t*>(&handle_)); }

// All answers to one read leave in one write.
void FakeServer::Peer::OnBytes(std::string_view bytes) {
  received_.append(bytes);
  if (!is_closed()) server_->reads_.emplace_back();
  std::string answers;
  while (!is_closed()) {
    const auto command = TakeCommand(received_);
    if (!command) break;
    answers += server_->Answer(*this, *command);
  }
  if (!is_closed() && server_->reads_.back().empty()) server_->reads_.pop_back();
  if (!answers.empty()) Write(answers);
}

void FakeServer::Peer::Write(std::string_view bytes) {
  if (is_closed()) return;
  struct Request {
    uv_write_t request;
    std::string bytes;
  };
  auto* request = new Request{{}, std::string(bytes)};
  request->request.data = request;
  uv_buf_t buffer =
      uv_buf_init(request->bytes.data(), static_cast<unsigned>(request->bytes.size()));
  const auto on_written = [](uv_write_t* done, int) { delete static_cast<Request*>(done->data); };
  uv_write(&request->request, reinterpret_cast<uv_stream_t*>(&handle_), &buffer, 1, on_written);
}

void FakeServer::Peer::Leave() { std::erase(std::exchange(server_, nullptr)->peers_, this); }

void FakeServer::Peer::OnHandleClosed(uv_handle_t* handle) {
  auto* peer = static_cast<Peer*>(handle->data);
  net::EventLoop* const loop = peer->loop_;
  delete peer;
  loop->Remove();
}

void FakeServer::Peer::Close() {
  if (is_closed()) return;
  Leave();
  uv_close(Base(&handle_), &OnHandleClosed);
}

void FakeServer::Peer::Reset() {
  if (is_closed()) return;
  Leave();
  uv_tcp_close_reset(&handle_, &OnHandleClosed);
}

}  // namespace onceonly::redis
