// The rules of the protocol, one pure function for each verb, for every kind of server.
//
// A server knows three commands (record_server.h): insert a text if there is none, look, and swap a
// text for another if it still is exactly that one. A verb looks, asks its rule, swaps in the text
// of the rule, and asks again if another record stands there by then. No text comes twice, so that
// equals one step of the server.
//
// Pure: no clock, no table. A rule that writes also gives the answer for when the write is done.
#ifndef ONCEONLY_STORE_RULES_H_
#define ONCEONLY_STORE_RULES_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "core/store.h"

namespace onceonly::store {

// The record of a key on its server, seen at one moment.
struct View {
  // Nobody has asked how long it will be there. Begin may judge a result so (SET with NX and GET
  // gives no more), and Complete, Renew and a Release for another reason than kSilent the text that
  // the owner knows. To all others an unknown age looks like none.
  static constexpr int64_t kLeftUnknown = std::numeric_limits<int64_t>::max();

  std::optional<std::string_view> text;  // nothing: no such key
  int64_t left_ms = 0;  // until the text is gone; negative: never, which none of ours is
  int64_t now_ms = 0;   // the server's clock, milliseconds since 1970
};

struct Decision {
  enum class Write : uint8_t {
    kNothing,
    kText,         // `text` for `px_ms`
    kTextKeepTtl,  // `text`, which goes when what it replaces would have gone
    kDelete,
  };

  // Without the `record` of an owner (kOwn, kRenewed), which is `text`, or the text that was judged
  // if nothing is written: a store that has no use for it makes no copy.
  core::Answer answer;
  Write write = Write::kNothing;
  std::string text;
  int64_t px_ms = 0;
  bool wakes = false;  // somebody waits for this write: tell the watches
};

namespace rules {

// The claim of a key that nobody has, to be inserted without a look. Its sender owns the key only
// if a moment of the server's clock behind the insertion is not after `not_after_ms`.
std::string FirstClaim(const core::BeginCall& call, int64_t now_ms, int64_t fence,
                       int64_t not_after_ms);

// `fence` is the least that the new owner may get; a higher one if the record has seen that.
Decision Begin(const View& view, const core::BeginCall& call, int64_t fence);
Decision Complete(const View& view, const core::CompleteCall& call);
Decision Renew(const View& view, const core::RenewCall& call);
Decision Release(const View& view, const core::ReleaseCall& call);
Decision Inspect(const View& view, const core::InspectCall& call);
Decision Remove(const View& view, const core::RemoveCall& call);
Decision Resolve(const View& view, const core::ResolveCall& call);
// Marks the record, so that who ends it tells the watches. Answers kWatching.
Decision MarkAwaited(const View& view);

}  // namespace rules
}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_RULES_H_
