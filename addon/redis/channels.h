// Which channels are wanted, and what the server was asked for.
#ifndef ONCEONLY_REDIS_CHANNELS_H_
#define ONCEONLY_REDIS_CHANNELS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "resp/command.h"

namespace onceonly::redis {

class Channels {
 public:
  // A command that the server answers once. `serial` is 0 where the answer says nothing of a
  // channel that is wanted.
  struct Asked {
    std::string channel;
    uint64_t serial = 0;
  };

  // A channel wanted n times is wanted until it was dropped as often. True if it is in force: the
  // server tells every message from now on.
  bool Want(const std::string& channel);
  void Drop(const std::string& channel);
  bool any_wanted() const noexcept { return wanted_ > 0; }

  // Appends what the server has to be told since the last time, one command per channel.
  std::vector<Asked> EncodeChanges(resp::CommandWriter& out);
  // The server has done what was asked. True if the channel is in force now: a channel that was
  // dropped and wanted again meanwhile waits for the answer to the later command.
  bool Confirm(const Asked& asked);
  // A new connection: the server knows nothing.
  void StartAnew();

 private:
  struct Channel {
    size_t count = 0;
    uint64_t serial = 0;  // of the SUBSCRIBE that the server was sent, 0 for none
    bool is_in_force = false;
  };

  std::unordered_map<std::string, Channel> channels_;
  std::vector<std::string> changed_;
  size_t wanted_ = 0;  // channels with a count
  uint64_t last_serial_ = 0;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_CHANNELS_H_
