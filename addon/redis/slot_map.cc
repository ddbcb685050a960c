#include "redis/slot_map.h"

#include <algorithm>
#include <charconv>
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

// Takes the text up to the next `separator`, or all that is left.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return taken;
}

std::optional<KeySlot> SlotOf(std::string_view digits) {
  KeySlot slot = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, slot);
  const bool is_slot = read.ec == std::errc() && read.ptr == end && slot < kKeySlots;
  return is_slot ? std::optional(slot) : std::nullopt;
}

// "5", "0-5460", "[93->-<node>]" of a slot that leaves, "[77-<-<node>]" of one that comes.
bool AddSlots(std::string_view word, SlotSet& slots) {
  if (word.starts_with('[')) {
    const auto leaving = SlotOf(word.substr(1, word.find("->-") - 1));
    if (leaving) slots.reset(*leaving);
    return true;
  }
  const auto first = SlotOf(word.substr(0, word.find('-')));
  const auto last = SlotOf(word.substr(word.find('-') + 1));
  if (!first || !last || *first > *last) return false;
  for (size_t slot = *first; slot <= *last; ++slot) slots.set(slot);
  return true;
}

// {id, address, flags, primary, ping, pong, epoch, link, slots...}
std::optional<SlotSet> SlotsOfLine(std::string_view line) {
  constexpr int kWordsBeforeSlots = 8;
  for (int i = 0; i < kWordsBeforeSlots; ++i) TakeUntil(line, ' ');
  SlotSet slots;
  while (!line.empty()) {
    if (!AddSlots(TakeUntil(line, ' '), slots)) return std::nullopt;
  }
  return slots;
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

std::optional<KeySlot> SlotMap::LastSlotOf(size_t primary) const noexcept {
  const auto found = std::find(holders_.rbegin(), holders_.rend(), primary);
  if (found == holders_.rend()) return std::nullopt;
  return static_cast<KeySlot>(holders_.rend() - found - 1);
}

SlotSet SlotMap::SlotsOf(size_t primary) const noexcept {
  SlotSet slots;
  for (size_t slot = 0; slot < kKeySlots; ++slot) slots.set(slot, holders_[slot] == primary);
  return slots;
}

std::vector<size_t> SlotMap::Holders() const {
  std::vector<size_t> nodes;
  std::vector<bool> is_listed(primaries_.size());
  for (const Index holder : holders_) {
    if (holder == kNobody || is_listed[holder]) continue;
    is_listed[holder] = true;
    nodes.push_back(holder);
  }
  return nodes;
}

bool SlotMap::IsWhole() const noexcept {
  return std::find(holders_.begin(), holders_.end(), kNobody) == holders_.end();
}

// FNV-1a over each slot that begins a range, and the endpoint that holds it.
uint64_t SlotMap::Digest() const noexcept {
  uint64_t digest = 0xcbf29ce484222325;
  const auto add = [&digest](std::string_view bytes) {
    for (const char byte : bytes) {
      digest = (digest ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    }
  };
  for (size_t slot = 0; slot < kKeySlots; ++slot) {
    if (slot > 0 && holders_[slot] == holders_[slot - 1]) continue;
    add(std::to_string(slot) + ' ');
    if (holders_[slot] == kNobody) continue;
    const net::Endpoint& holder = primaries_[holders_[slot]];
    add(holder.host + ' ' + std::to_string(holder.port) + ' ');
  }
  return digest;
}

std::optional<SlotSet> OwnSlots(std::string_view nodes) {
  while (!nodes.empty()) {
    const std::string_view line = TakeUntil(nodes, '\n');
    std::string_view rest = line;
    TakeUntil(rest, ' ');
    TakeUntil(rest, ' ');
    const std::string_view flags = TakeUntil(rest, ' ');
    if (flags.find("myself") == std::string_view::npos) continue;
    if (flags.find("master") == std::string_view::npos) return std::nullopt;
    return SlotsOfLine(line);
  }
  return std::nullopt;
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
