// What a server may hold for a key, for tests of the rules, which need no server.
#ifndef ONCEONLY_TEST_STORE_KEY_VIEW_H_
#define ONCEONLY_TEST_STORE_KEY_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/record.h"
#include "store/rules.h"

namespace onceonly::store {

inline constexpr int64_t kNowMs = 1'800'000'000'000;
inline constexpr int64_t kLeaseMs = 1001;  // half of it is 501
inline constexpr int64_t kPxMs = 5000;
inline constexpr int64_t kFence = 70;

// Of the attempt 2 of "owner", which took over from attempt 1.
core::Record ClaimOf(core::RecordState state);
core::Record ResultOf(core::ResultKind kind);

// A text and how it was seen.
class KeyView {
 public:
  KeyView() = default;
  KeyView(std::string text, int64_t left_ms) : text_(std::move(text)), left_ms_(left_ms) {}
  // A claim of that age.
  KeyView(const core::Record& claim, int64_t age_ms)
      : KeyView(core::FormatRecord(claim), claim.px_ms - age_ms) {}

  View view() const;

 private:
  std::optional<std::string> text_;
  int64_t left_ms_ = 0;
};

// One for every state of a key and every way into it.
struct NamedView {
  const char* name;
  KeyView key;
};
const std::vector<NamedView>& EveryView();

core::BeginCall BeginBy(std::string_view token);
core::CompleteCall CompleteBy(std::string_view token,
                              core::ResultKind kind = core::ResultKind::kValue);
core::RenewCall RenewBy(std::string_view token);
core::ReleaseCall ReleaseBy(std::string_view token, core::ReleaseReason reason);
core::ResolveCall ResolveAs(core::ResultKind kind);

// The record that a decision writes, whose text it holds. REQUIRES: it writes one.
core::Record WrittenBy(const Decision& decision);
core::Record WrittenBy(Decision&&) = delete;

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_KEY_VIEW_H_
