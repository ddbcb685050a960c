#include "redis/slot_map.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace onceonly::redis {
namespace {

using resp::Reply, resp::ReplyType;

constexpr int64_t kMaxPort = 65535;
constexpr size_t kMaxPrimaries = 4096;

struct Node {
  net::Endpoint endpoint;
  bool is_known = true;  // whether the cluster knows its address
};

// {host, port, ...}; none for another shape.
std::optional<Node> ReadNode(const Reply& node, const net::Endpoint& asked) {
  if (node.type() != ReplyType::kArray || node.size() < 2) return std::nullopt;
  const Reply host = node.at(0);
  const bool is_text = host.type() == ReplyType::kString || host.type() == ReplyType::kNil;
  const int64_t port = node.at(1).integer();
  if (!is_text || node.at(1).type() != ReplyType::kInteger) return std::nullopt;
  if (host.text() == "?") return Node{{}, false};
  if (port < 1 || port > kMaxPort) return std::nullopt;
  Node read;
  read.endpoint.host = host.text().empty() ? asked.host : std::string(host.text());
  read.endpoint.port = static_cast<uint16_t>(port);
  read.endpoint.tls = asked.tls;
  return read;
}

std::optional<KeySlot> ReadSlot(const Reply& reply) {
  const int64_t slot = reply.integer();
  const bool is_slot = reply.type() == ReplyType::kInteger && slot >= 0 && slot < kKeySlots;
  return is_slot ? std::optional(static_cast<KeySlot>(slot)) : std::nullopt;
}

bool Contains(const std::vector<net::Endpoint>& all, const net::Endpoint& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

Result<SlotMap> SlotMap::Parse(const Reply& reply, const net::Endpoint& asked) {
  if (reply.type() != ReplyType::kArray) return StatusCode::kUnexpectedReply;
  SlotMap map;
  for (size_t i = 0; i < reply.size(); ++i) {
    if (!map.Add(reply.at(i), asked)) return StatusCode::kUnexpectedReply;
  }
  return map;
}

// {first slot, last slot, primary, replica, ...}
bool SlotMap::Add(const Reply& range, const net::Endpoint& asked) {
  if (range.type() != ReplyType::kArray || range.size() < 3) return false;
  const auto first = ReadSlot(range.at(0));
  const auto last = ReadSlot(range.at(1));
  if (!first || !last || *first > *last) return false;
  for (size_t i = 2; i < range.size(); ++i) {
    const std::optional<Node> node = ReadNode(range.at(i), asked);
    if (!node) return false;
    if (!node->is_known) continue;
    if (i > 2) {
      if (!Contains(replicas_, node->endpoint)) replicas_.push_back(node->endpoint);
    } else {
      const Index holder = IndexOf(node->endpoint);
      std::fill(holders_.begin() + *first, holders_.begin() + *last + 1, holder);
    }
  }
  return true;
}

SlotMap::Index SlotMap::IndexOf(const net::Endpoint& primary) {
  const auto found = std::find(primaries_.begin(), primaries_.end(), primary);
  if (found == primaries_.end()) {
    if (primaries_.size() == kMaxPrimaries) return kNobody;
    primaries_.push_back(primary);
    return static_cast<Index>(primaries_.size() - 1);
  }
  return static_cast<Index>(found - primaries_.begin());
}

}  // namespace onceonly::redis
