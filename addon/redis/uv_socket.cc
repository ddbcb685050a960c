#include "redis/uv_socket.h"

#include <sys/un.h>

#include <array>
#include <memory>
#include <utility>

#include "redis/uv_error.h"

namespace onceonly::redis {
namespace {

constexpr size_t kReadBytes = 64 * 1024;
constexpr unsigned kKeepAliveSeconds = 15;

}  // namespace

// Lives until libuv has closed the handle. libuv calls back every connect and write request before
// that, so they need no count of their own in LoopHandles.
struct UvSocket::State {
  State(LoopHandles* handles, UvSocketListener* listener) : handles(handles), listener(listener) {
    connect.data = this;
  }

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
    handles->Add();
  }

  void CloseAndDelete() noexcept {
    listener = nullptr;
    uv_close(&handle.base, [](uv_handle_t* closed) noexcept {
      auto* self = static_cast<State*>(closed->data);
      LoopHandles* const handles = self->handles;
      delete self;
      handles->Remove();
    });
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
    UvSocketListener* const listener = done->state->listener;
    if (error != 0 && listener != nullptr) listener->OnSocketClosed(StatusOfUvError(error));
  }

  Handle handle{};
  uv_connect_t connect{};
  LoopHandles* handles;
  UvSocketListener* listener;  // null once the owner is gone
  std::array<char, kReadBytes> buffer;
};

UvSocket::UvSocket(uv_loop_t* loop, LoopHandles* handles, UvSocketListener* listener)
    : loop_(loop), handles_(handles), listener_(listener) {}

UvSocket::~UvSocket() {
  if (state_ != nullptr) state_->CloseAndDelete();
}

Status UvSocket::ConnectTcp(const sockaddr* address) {
  auto state = std::make_unique<State>(handles_, listener_);
  if (const int error = uv_tcp_init(loop_, &state->handle.tcp)) return StatusOfUvError(error);
  state_ = state.release();
  state_->Opened();
  return StatusOfUvError(
      uv_tcp_connect(&state_->connect, &state_->handle.tcp, address, &State::OnConnect));
}

Status UvSocket::ConnectUnix(const std::string& path) {
  // uv_pipe_connect cuts a longer path short without a word and would reach another socket.
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return StatusCode::kConnectFailed;
  auto state = std::make_unique<State>(handles_, listener_);
  if (const int error = uv_pipe_init(loop_, &state->handle.pipe, 0)) return StatusOfUvError(error);
  state_ = state.release();
  state_->Opened();
  uv_pipe_connect(&state_->connect, &state_->handle.pipe, path.c_str(), &State::OnConnect);
  return Status();
}

Status UvSocket::StartReading() {
  if (state_->handle.base.type == UV_TCP) {
    // Neither is needed for the protocol to work, so a refusal is no error.
    uv_tcp_nodelay(&state_->handle.tcp, 1);
    uv_tcp_keepalive(&state_->handle.tcp, 1, kKeepAliveSeconds);
  }
  return StatusOfUvError(uv_read_start(&state_->handle.stream, &State::OnAlloc, &State::OnRead));
}

void UvSocket::Write(std::string_view bytes) {
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

size_t UvSocket::unsent_bytes() const noexcept {
  return uv_stream_get_write_queue_size(&state_->handle.stream);
}

void UvSocket::SetRef(bool ref) noexcept {
  ref ? uv_ref(&state_->handle.base) : uv_unref(&state_->handle.base);
}

}  // namespace onceonly::redis
