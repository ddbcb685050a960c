// A real redis-server in a folder of its own, for one test.
#ifndef ONCEONLY_TEST_REDIS_REAL_REDIS_H_
#define ONCEONLY_TEST_REDIS_REAL_REDIS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "redis/address.h"

namespace onceonly::redis {

// Listens on a unix socket and on a free TCP port of 127.0.0.1. Runs from construction to
// destruction, without persistence, and dies with the test process.
class RealRedis {
 public:
  // `settings` are appended to the command line: {"--requirepass", "secret"}.
  explicit RealRedis(std::vector<std::string> settings = {});
  ~RealRedis();
  RealRedis(const RealRedis&) = delete;
  RealRedis& operator=(const RealRedis&) = delete;

  const std::string& path() const { return path_; }
  uint16_t port() const { return port_; }
  Address UnixAddress() const;
  Address TcpAddress() const;

  void Freeze();  // SIGSTOP; returns when the process has stopped
  void Thaw();
  void Kill();
  // REQUIRES: killed. The same port and socket; returns when the server accepts connections.
  void Start();

 private:
  std::vector<std::string> settings_;
  std::string folder_;
  std::string path_;
  uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_TEST_REDIS_REAL_REDIS_H_
