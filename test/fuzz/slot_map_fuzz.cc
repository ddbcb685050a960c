// What nodes tell of their slots, against plain lists: CLUSTER SLOTS in RESP, or the text of
// CLUSTER NODES behind an 'N'.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "redis/slot_map.h"
#include "require.h"
#include "resp/reply_reader.h"

namespace onceonly::fuzz {
namespace {

using redis::SlotMap, resp::Reply, resp::ReplyType;

const net::Endpoint kAsked = {"asked", 7000, {}, false};

// Gives a slot that is on its way back to a node that holds its neighbours.
[[maybe_unused]] void PlantBug(redis::SlotSet& slots) {
  for (size_t slot = 1; slot + 1 < slots.size(); ++slot) {
    if (slots.test(slot - 1) && !slots.test(slot) && slots.test(slot + 1)) slots.set(slot);
  }
}

// "host port" of each slot, empty for nobody.
using Holders = std::vector<std::string>;

// As a reply says it; none for a shape that cannot be.
std::optional<Holders> HoldersByReference(const Reply& reply) {
  Holders holders(redis::kKeySlots);
  if (reply.type() != ReplyType::kArray) return std::nullopt;
  for (size_t i = 0; i < reply.size(); ++i) {
    const Reply range = reply.at(i);
    if (range.type() != ReplyType::kArray || range.size() < 3) return std::nullopt;
    const bool has_numbers =
        range.at(0).type() == ReplyType::kInteger && range.at(1).type() == ReplyType::kInteger;
    const int64_t first = range.at(0).integer();
    const int64_t last = range.at(1).integer();
    if (!has_numbers || first < 0 || first > last || last > 16383) return std::nullopt;
    for (size_t at = 2; at < range.size(); ++at) {
      const Reply node = range.at(at);
      if (node.type() != ReplyType::kArray || node.size() < 2) return std::nullopt;
      const ReplyType host_type = node.at(0).type();
      const bool is_text = host_type == ReplyType::kString || host_type == ReplyType::kNil;
      if (!is_text || node.at(1).type() != ReplyType::kInteger) return std::nullopt;
      const int64_t port = node.at(1).integer();
      const std::string host(node.at(0).text());
      if (host == "?") continue;
      if (port < 1 || port > 65535) return std::nullopt;
      if (at > 2) continue;
      const std::string name = (host.empty() ? "asked" : host) + " " + std::to_string(port);
      std::fill(holders.begin() + first, holders.begin() + last + 1, name);
    }
  }
  return holders;
}

void CheckDigest(const SlotMap& map) {
  const size_t holder = map.HolderOf(0);
  if (holder == SlotMap::kNobody) return;
  const net::Endpoint& own = map.primaries()[holder];
  SlotMap moved = map;
  net::Endpoint other = own;
  other.port = own.port == 1 ? 2 : 1;
  moved.Move(0, other);
  Require(moved.Digest() != map.Digest(), "a slot that has moved shows in the digest");
  moved.Move(0, own);
  Require(moved.Digest() == map.Digest(), "and one that is back does not");
}

void CheckMap(const Reply& reply) {
  const Result<SlotMap> parsed = SlotMap::Parse(reply, kAsked);
  const auto expected = HoldersByReference(reply);
  Require(parsed.ok() == expected.has_value(), "the reference reads the same replies");
  if (!parsed.ok()) return;
  const SlotMap& map = parsed.value();
  const auto nobody = std::count(expected->begin(), expected->end(), "");
  Require(map.IsWhole() == (nobody == 0), "the map knows if it is whole");
  int64_t held = 0;
  for (const size_t node : map.Holders()) {
    const net::Endpoint& endpoint = map.primaries()[node];
    const std::string name = endpoint.host + " " + std::to_string(endpoint.port);
    const redis::SlotSet slots = map.SlotsOf(node);
    held += static_cast<int64_t>(slots.count());
    Require(slots.test(*map.LastSlotOf(node)), "a slot of a node is among its slots");
    for (size_t slot = 0; slot < slots.size(); ++slot) {
      Require(slots.test(slot) == ((*expected)[slot] == name), "each slot has its node");
    }
  }
  Require(held + nobody == redis::kKeySlots, "no slot has two nodes");
  CheckDigest(map);
}

void CheckReplies(std::string_view bytes) {
  resp::ReplyReader reader;
  reader.Feed(bytes);
  for (;;) {
    const Result<std::optional<Reply>> next = reader.Next();
    if (!next.ok() || !next.value()) return;
    CheckMap(*next.value());
  }
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// The slot that leaves by a word in brackets; none if the word tells of one that comes.
std::optional<size_t> LeavingByReference(const std::string& word) {
  const size_t end = std::min(word.find("->-"), word.size());
  const std::string digits = word.substr(1, end - 1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return {};
  const std::string number = digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  if (number.size() > 5) return {};
  const size_t slot = number.empty() ? 0 : std::stoul(number);
  return slot < redis::kKeySlots ? std::optional(slot) : std::nullopt;
}

// The ranges of a line, without the slots that leave.
redis::SlotSet SlotsByReference(const std::vector<std::string>& words) {
  redis::SlotSet slots;
  for (size_t i = 8; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.empty()) continue;  // behind a space at the end
    const size_t dash = word.find('-');
    if (word.starts_with('[')) {
      const auto leaving = LeavingByReference(word);
      if (leaving) slots.reset(*leaving);
      continue;
    }
    const size_t last = std::stoul(dash == std::string::npos ? word : word.substr(dash + 1));
    for (size_t slot = std::stoul(word); slot <= last; ++slot) slots.set(slot);
  }
  return slots;
}

void CheckNodes(const std::string& text) {
  std::optional<redis::SlotSet> slots = redis::OwnSlots(text);
  if (!slots) return;
  if constexpr (kBugIsPlanted) PlantBug(*slots);
  for (const std::string& line : Split(text, '\n')) {
    const std::vector<std::string> words = Split(line, ' ');
    if (words.size() < 3 || words[2].find("myself") == std::string::npos) continue;
    Require(words[2].find("master") != std::string::npos, "a replica holds no slots");
    return Require(*slots == SlotsByReference(words), "the line says the same");
  }
  Require(false, "only the node itself says what it holds");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.starts_with('N')) {
    onceonly::fuzz::CheckNodes(std::string(input.substr(1)));
  } else {
    onceonly::fuzz::CheckReplies(input);
  }
  return 0;
}
