#include "net/socket.h"

#include <uv.h>

#include <array>
#include <memory>
#include <utility>

#include "net/uv_error.h"
#include "net/uv_handle.h"

#ifndef _WIN32
#include <sys/un.h>
#endif

namespace onceonly::net {
namespace {

// A path with its final zero fits in. On Windows libuv knows named pipes only, and Redis has none.
#ifdef _WIN32
constexpr size_t kPathBytes = 0;
#else
constexpr size_t kPathBytes = sizeof(sockaddr_un::sun_path);
#endif

constexpr size_t kReadBytes = 64 * 1024;
constexpr unsigned kKeepAliveSeconds = 15;

}  // namespace

// Lives until libuv has closed the handle. libuv calls back every connect and write request before
// that, so they need no count of their own.
struct Socket::State {
  State(EventLoop* loop, SocketListener* listener) : loop(loop), listener(listener) {
    connect.data = this;
  }

  uv_handle_t* base() noexcept { return &handle.base; }

  union Handle {
    uv_handle_t base;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  };

  struct WriteRequest {
    uv_write_t request{};
    std::string bytes;
    State* state = nullptr;
  };

  void Opened() noexcept {
    handle.base.data = this;
    loop->Add();
  }

  static State* Of(const uv_stream_t* stream) noexcept { return static_cast<State*>(stream->data); }

  static void OnConnect(uv_connect_t* request, int error) noexcept {
    auto* self = static_cast<State*>(request->data);
    if (self->listener != nullptr) self->listener->OnSocketConnect(StatusOfUvError(error));
  }

  static void OnAlloc(uv_handle_t* handle, size_t, uv_buf_t* buffer) noexcept {
    auto* self = static_cast<State*>(handle->data);
    *buffer = uv_buf_init(self->buffer.data(), static_cast<unsigned>(self->buffer.size()));
  }

  static void OnRead(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) noexcept {
    State* self = Of(stream);
    if (self->listener == nullptr || size == 0) return;
    if (size > 0) {
      return self->listener->OnSocketBytes({buffer->base, static_cast<size_t>(size)});
    }
    uv_read_stop(stream);
    self->listener->OnSocketClosed(StatusOfUvError(static_cast<int>(size)));
  }

  static void OnWritten(uv_write_t* request, int error) noexcept {
    const std::unique_ptr<WriteRequest> done(static_cast<WriteRequest*>(request->data));
    SocketListener* const listener = done->state->listener;
    if (error != 0 && listener != nullptr) listener->OnSocketClosed(StatusOfUvError(error));
  }

  Handle handle{};
  uv_connect_t connect{};
  EventLoop* const loop;
  SocketListener* listener;  // null once the owner is gone
  std::array<char, kReadBytes> buffer;
};

Socket::Socket(EventLoop* loop, SocketListener* listener) : loop_(loop), listener_(listener) {}

Socket::~Socket() {
  if (state_ == nullptr) return;
  state_->listener = nullptr;
  CloseAndDelete(state_);
}

Status Socket::ConnectTcp(const sockaddr* address) {
  auto state = std::make_unique<State>(loop_, listener_);
  if (const int error = uv_tcp_init(loop_->get(), &state->handle.tcp))
    return StatusOfUvError(error);
  state_ = state.release();
  state_->Opened();
  return StatusOfUvError(
      uv_tcp_connect(&state_->connect, &state_->handle.tcp, address, &State::OnConnect));
}

Status Socket::ConnectUnix(const std::string& path) {
  // uv_pipe_connect cuts a longer path short without a word and would reach another socket.
  if (path.size() >= kPathBytes) return StatusCode::kConnectFailed;
  auto state = std::make_unique<State>(loop_, listener_);
  if (const int error = uv_pipe_init(loop_->get(), &state->handle.pipe, 0))
    return StatusOfUvError(error);
  state_ = state.release();
  state_->Opened();
  uv_pipe_connect(&state_->connect, &state_->handle.pipe, path.c_str(), &State::OnConnect);
  return Status();
}

Status Socket::StartReading() {
  if (state_->handle.base.type == UV_TCP) {
    // Neither is needed for the protocol to work, so a refusal is no error.
    uv_tcp_nodelay(&state_->handle.tcp, 1);
    uv_tcp_keepalive(&state_->handle.tcp, 1, kKeepAliveSeconds);
  }
  return StatusOfUvError(uv_read_start(&state_->handle.stream, &State::OnAlloc, &State::OnRead));
}

void Socket::Write(std::string_view bytes) {
  uv_stream_t* const stream = &state_->handle.stream;
  // libuv does not write into what it is given to send.
  uv_buf_t buffer =
      uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
  // An error here comes again, and from the loop, for the bytes that are queued below.
  const int written =
      uv_stream_get_write_queue_size(stream) == 0 ? uv_try_write(stream, &buffer, 1) : 0;
  const size_t taken = written > 0 ? static_cast<size_t>(written) : 0;
  if (taken == bytes.size()) return;
  auto rest = std::make_unique<State::WriteRequest>();
  rest->bytes = bytes.substr(taken);
  rest->state = state_;
  rest->request.data = rest.get();
  buffer = uv_buf_init(rest->bytes.data(), static_cast<unsigned>(rest->bytes.size()));
  // uv_write refuses only a stream that was never open or is closing, whose end the reading side
  // tells.
  if (uv_write(&rest->request, stream, &buffer, 1, &State::OnWritten) == 0) rest.release();
}

size_t Socket::unsent_bytes() const noexcept {
  return uv_stream_get_write_queue_size(&state_->handle.stream);
}

void Socket::SetRef(bool ref) noexcept {
  ref ? uv_ref(&state_->handle.base) : uv_unref(&state_->handle.base);
}

}  // namespace onceonly::net
