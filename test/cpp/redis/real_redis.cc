#include "redis/real_redis.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

namespace onceonly::redis {
namespace {

// A node of a cluster listens 10,000 ports higher as well.
constexpr uint16_t kHighestPort = UINT16_MAX - 10'000;

uint16_t AnyFreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

uint16_t FreePort() {
  uint16_t port = AnyFreePort();
  while (port > kHighestPort) port = AnyFreePort();
  return port;
}

std::string FreshFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "onceonly-redis-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  return name;
}

[[noreturn]] void RunServer(const std::vector<std::string>& arguments, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  _exit(127);
}

// Reads the server's log until it says that it is ready; false if it ends before.
bool WaitForReady(int log, std::string* text) {
  char bytes[4096];
  while (text->find("Ready to accept connections") == std::string::npos) {
    const ssize_t size = read(log, bytes, sizeof bytes);
    if (size <= 0) return false;
    text->append(bytes, static_cast<size_t>(size));
  }
  return true;
}

}  // namespace

RealRedis::RealRedis(std::vector<std::string> settings)
    : settings_(std::move(settings)),
      folder_(FreshFolder()),
      path_(folder_ + "/redis.sock"),
      port_(FreePort()) {
  Start();
}

RealRedis::~RealRedis() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void RealRedis::Start() {
  std::vector<std::string> arguments = {"redis-server",
                                        "--port",
                                        std::to_string(port_),
                                        "--bind",
                                        "127.0.0.1",
                                        "--unixsocket",
                                        path_,
                                        "--dir",
                                        folder_,
                                        "--save",
                                        "",
                                        "--appendonly",
                                        "no",
                                        "--daemonize",
                                        "no"};
  arguments.insert(arguments.end(), settings_.begin(), settings_.end());
  int log[2];
  if (pipe2(log, O_CLOEXEC) != 0) std::abort();
  pid_ = fork();
  if (pid_ == 0) RunServer(arguments, log[1]);
  close(log[1]);
  std::string text;
  const bool is_ready = WaitForReady(log[0], &text);
  // A server that logs to a pipe without a reader goes on: its writes fail, and it ignores SIGPIPE.
  close(log[0]);
  if (!is_ready) ADD_FAILURE() << "redis-server did not start:\n" << text;
}

void RealRedis::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RealRedis::Freeze() {
  kill(pid_, SIGSTOP);
  waitpid(pid_, nullptr, WUNTRACED);
}

void RealRedis::Thaw() { kill(pid_, SIGCONT); }

Address RealRedis::UnixAddress() const {
  Address address;
  address.endpoint.path = path_;
  return address;
}

Address RealRedis::TcpAddress() const {
  Address address;
  address.endpoint.port = port_;
  return address;
}

}  // namespace onceonly::redis
