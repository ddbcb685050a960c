#include "resp/redirect.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace onceonly::resp {
namespace {

constexpr uint16_t kLastSlot = 16383;

constexpr std::array<std::pair<std::string_view, ClusterError>, 5> kWords = {{
    {"MOVED", ClusterError::kMoved},
    {"ASK", ClusterError::kAsk},
    {"TRYAGAIN", ClusterError::kTryAgain},
    {"CLUSTERDOWN", ClusterError::kClusterDown},
    {"CROSSSLOT", ClusterError::kCrossSlot},
}};

std::string_view TakeWord(std::string_view& text) noexcept {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

std::optional<uint16_t> ReadNumber(std::string_view digits) noexcept {
  uint16_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (digits.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

ClusterError ClusterErrorOf(std::string_view error) noexcept {
  const std::string_view word = TakeWord(error);
  for (const auto& [name, code] : kWords) {
    if (name == word) return code;
  }
  return ClusterError::kNone;
}

std::optional<Redirect> ParseRedirect(std::string_view error) noexcept {
  const ClusterError kind = ClusterErrorOf(error);
  if (kind != ClusterError::kMoved && kind != ClusterError::kAsk) return std::nullopt;
  TakeWord(error);
  const auto slot = ReadNumber(TakeWord(error));
  // An IPv6 address has colons of its own.
  const std::string_view address = TakeWord(error);
  const size_t colon = address.rfind(':');
  if (!slot || *slot > kLastSlot || colon == std::string_view::npos) return std::nullopt;
  const auto port = ReadNumber(address.substr(colon + 1));
  const std::string_view host = address.substr(0, colon);
  if (!port || *port == 0 || host == "?") return std::nullopt;
  return Redirect{*slot, host, *port};
}

}  // namespace onceonly::resp
