// The errors by which a node of a cluster leads elsewhere, against a reference that goes by
// characters, and a redirect written anew against itself.
#include <optional>
#include <string>
#include <vector>

#include "require.h"
#include "resp/redirect.h"

namespace onceonly::fuzz {
namespace {

using resp::ClusterError, resp::Redirect;

// Takes the last slot for the first one, for a host with a colon.
[[maybe_unused]] void PlantBug(Redirect& redirect) {
  if (redirect.slot == 16383 && redirect.host.find(':') != std::string_view::npos)
    redirect.slot = 0;
}

std::optional<Redirect> Parse(std::string_view error) {
  std::optional<Redirect> redirect = resp::ParseRedirect(error);
  if constexpr (kBugIsPlanted) {
    if (redirect) PlantBug(*redirect);
  }
  return redirect;
}

// The texts between single spaces, from the left.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::optional<long> NumberByReference(const std::string& digits, long last) {
  long number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
    if (number > last) return std::nullopt;
  }
  return digits.empty() ? std::nullopt : std::optional(number);
}

// "slot host port" of a redirect; none for any other text.
std::optional<std::string> RedirectByReference(std::string_view error) {
  const std::vector<std::string> words = WordsOf(error);
  const bool is_redirect = words[0] == "MOVED" || words[0] == "ASK";
  if (!is_redirect || words.size() < 3) return std::nullopt;
  const auto slot = NumberByReference(words[1], 16383);
  const size_t colon = words[2].find_last_of(':');
  if (!slot || colon == std::string::npos) return std::nullopt;
  const std::string host = words[2].substr(0, colon);
  const auto port = NumberByReference(words[2].substr(colon + 1), 65535);
  if (!port || *port == 0 || host == "?") return std::nullopt;
  return std::to_string(*slot) + " " + host + " " + std::to_string(*port);
}

std::string Describe(const Redirect& redirect) {
  return std::to_string(redirect.slot) + " " + std::string(redirect.host) + " " +
         std::to_string(redirect.port);
}

void CheckRedirect(std::string_view error) {
  const std::optional<Redirect> redirect = Parse(error);
  const auto expected = RedirectByReference(error);
  Require(redirect.has_value() == expected.has_value(), "the reference follows the same errors");
  const ClusterError kind = resp::ClusterErrorOf(error);
  if (!redirect) return;
  RequireEqual(Describe(*redirect), *expected, "the reference is led to the same node");
  Require(kind == ClusterError::kMoved || kind == ClusterError::kAsk, "only two errors lead");
  const std::string again = "MOVED " + std::to_string(redirect->slot) + " " +
                            std::string(redirect->host) + ":" + std::to_string(redirect->port);
  const std::optional<Redirect> reread = resp::ParseRedirect(again);
  Require(reread.has_value(), "a redirect can be written anew");
  RequireEqual(Describe(*reread), *expected, "it reads back as itself");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckRedirect({reinterpret_cast<const char*>(data), size});
  return 0;
}
