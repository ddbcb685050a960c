// What a node of a cluster answers in place of a reply. A client of one server takes all of it for
// a setting that is wrong (StatusCode::kCluster); one that knows the other nodes acts on it.
#ifndef ONCEONLY_RESP_REDIRECT_H_
#define ONCEONLY_RESP_REDIRECT_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace onceonly::resp {

enum class ClusterError : uint8_t {
  kNone,         // any other error
  kMoved,        // another node holds the slot now: ask it, and from now on
  kAsk,          // the slot is on its way to another node: ask that one, this time, behind ASKING
  kTryAgain,     // keys of a slot that is on its way are apart for the moment
  kClusterDown,  // no node holds the slot
  kCrossSlot,    // the keys of the command belong to different slots
};

// By the first word of an error.
ClusterError ClusterErrorOf(std::string_view error) noexcept;

// Where MOVED and ASK lead. A view into the error.
struct Redirect {
  uint16_t slot = 0;
  std::string_view
      host;  // an IPv6 address has no brackets; empty: the host of the node that answers
  uint16_t port = 0;
};

// "MOVED 3999 10.0.0.1:6381" or "ASK ...". None for any other text, and for a node that does not
// know its own address ("?:6381").
std::optional<Redirect> ParseRedirect(std::string_view error) noexcept;

}  // namespace onceonly::resp

#endif  // ONCEONLY_RESP_REDIRECT_H_
