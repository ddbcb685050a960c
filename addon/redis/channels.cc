#include "redis/channels.h"

#include <utility>

namespace onceonly::redis {
namespace {

void Encode(resp::CommandWriter& out, const char* command, const std::string& channel) {
  out.Begin(2);
  out.Arg(command);
  out.Arg(channel);
}

}  // namespace

bool Channels::Want(const std::string& name) {
  Channel& channel = channels_[name];
  if (channel.count++ == 0) {
    ++wanted_;
    changed_.push_back(name);
  }
  return channel.is_in_force;
}

void Channels::Drop(const std::string& name) {
  const auto found = channels_.find(name);
  if (found == channels_.end() || found->second.count == 0) return;
  if (--found->second.count > 0) return;
  --wanted_;
  changed_.push_back(name);
}

std::vector<Channels::Asked> Channels::EncodeChanges(resp::CommandWriter& out) {
  std::vector<Asked> asked;
  for (std::string& name : std::exchange(changed_, {})) {
    const auto found = channels_.find(name);
    if (found == channels_.end()) continue;
    Channel& channel = found->second;
    if (channel.count > 0 && channel.serial == 0) {
      channel.serial = ++last_serial_;
      Encode(out, "SUBSCRIBE", name);
      asked.push_back({std::move(name), channel.serial});
    } else if (channel.count == 0) {
      if (channel.serial != 0) {
        Encode(out, "UNSUBSCRIBE", name);
        asked.push_back({std::move(name), 0});
      }
      channels_.erase(found);
    }
  }
  return asked;
}

bool Channels::Confirm(const Asked& asked) {
  if (asked.serial == 0) return false;
  const auto found = channels_.find(asked.channel);
  if (found == channels_.end() || found->second.serial != asked.serial) return false;
  found->second.is_in_force = true;
  return found->second.count > 0;
}

void Channels::StartAnew() {
  changed_.clear();
  std::erase_if(channels_, [](const auto& entry) { return entry.second.count == 0; });
  for (auto& [name, channel] : channels_) {
    channel.serial = 0;
    channel.is_in_force = false;
    changed_.push_back(name);
  }
}

}  // namespace onceonly::redis
