// Which node of a cluster holds which slot.
#ifndef ONCEONLY_REDIS_SLOT_MAP_H_
#define ONCEONLY_REDIS_SLOT_MAP_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "net/endpoint.h"
#include "redis/key_slot.h"
#include "resp/reply.h"

namespace onceonly::redis {

using SlotSet = std::bitset<kKeySlots>;

class SlotMap {
 public:
  SlotMap() { holders_.fill(kNobody); }

  // The reply to CLUSTER SLOTS of the node `asked`, which stands for a host that the reply leaves
  // out. A node that does not know its own address is left out. kUnexpectedReply for another shape,
  // and for a slot or a port that cannot be.
  static Result<SlotMap> Parse(const resp::Reply& reply, const net::Endpoint& asked);

  // The node in primaries() that holds the slot; kNobody if none does, as far as is known.
  size_t HolderOf(KeySlot slot) const noexcept { return holders_[slot]; }
  // Another node holds the slot now. It is at the end of primaries() if it was not there before.
  void Move(KeySlot slot, const net::Endpoint& holder) { holders_[slot] = IndexOf(holder); }

  // The last slot of that node in primaries(), since tools that move slots begin with the first;
  // none if it holds none.
  std::optional<KeySlot> LastSlotOf(size_t primary) const noexcept;
  SlotSet SlotsOf(size_t primary) const noexcept;
  // The nodes in primaries() that hold slots, by their first one.
  std::vector<size_t> Holders() const;
  bool IsWhole() const noexcept;
  // Two maps that lead a slot to different nodes have different ones.
  uint64_t Digest() const noexcept;

  // All nodes that hold slots, each once, and the replicas of any of them.
  const std::vector<net::Endpoint>& primaries() const noexcept { return primaries_; }
  const std::vector<net::Endpoint>& replicas() const noexcept { return replicas_; }

  using Index = uint16_t;
  static constexpr Index kNobody = 0xffff;

 private:
  // What one element of the reply says. False for another shape.
  bool Add(const resp::Reply& range, const net::Endpoint& asked);
  Index IndexOf(const net::Endpoint& primary);

  std::array<Index, kKeySlots> holders_;
  std::vector<net::Endpoint> primaries_;
  std::vector<net::Endpoint> replicas_;
};

// The slots that a node holds by the reply to CLUSTER NODES that it gives itself, without those
// that are on their way to another node. None for another text, and for a replica.
std::optional<SlotSet> OwnSlots(std::string_view nodes);

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SLOT_MAP_H_
