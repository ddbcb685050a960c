#include "core/form_body.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "core/netstring.h"

namespace onceonly::core {
namespace {

struct Pair {
  std::string_view name;
  std::string_view value;
};

// Decodes pairs into one buffer, which no text outgrows.
class Decoder {
 public:
  explicit Decoder(size_t size) { bytes_.reserve(size); }

  std::string_view Decode(std::string_view text) {
    const size_t begin = bytes_.size();
    for (size_t i = 0; i < text.size(); ++i) {
      const int high = text[i] == '%' && i + 2 < text.size() ? HexValue(text[i + 1]) : kNoHex;
      const int low = high < 0 ? kNoHex : HexValue(text[i + 2]);
      if (low >= 0) i += 2;
      bytes_.push_back(low >= 0         ? static_cast<char>(high * 16 + low)
                       : text[i] == '+' ? ' '
                                        : text[i]);
    }
    return std::string_view(bytes_).substr(begin);
  }

 private:
  std::string bytes_;
};

std::vector<Pair> ReadPairs(std::string_view form, Decoder& decoder) {
  std::vector<Pair> pairs;
  while (!form.empty()) {
    const std::string_view text = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(text.size() + 1, form.size()));
    if (text.empty()) continue;
    const std::string_view name = text.substr(0, text.find('='));
    const std::string_view value = text.substr(std::min(name.size() + 1, text.size()));
    pairs.push_back({decoder.Decode(name), decoder.Decode(value)});
  }
  return pairs;
}

// The parts of `a[b][0]`, or the whole name if its brackets are no such list.
std::vector<std::string_view> StepsOf(std::string_view name) {
  const size_t bracket = name.find('[');
  if (bracket == 0 || bracket == std::string_view::npos || !name.ends_with(']')) return {name};
  std::vector<std::string_view> steps{name.substr(0, bracket)};
  std::string_view rest = name.substr(bracket);
  while (!rest.empty()) {
    const size_t close = rest.find(']');
    if (rest.front() != '[' || close == std::string_view::npos) return {name};
    steps.push_back(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
  }
  return steps;
}

bool Counts(std::string_view name, const PathSelection& paths) {
  std::vector<PathSelection::Node> nodes{PathSelection::kRoot};
  std::vector<PathSelection::Node> below;
  bool is_included = paths.includes_all();
  for (const std::string_view step : StepsOf(name)) {
    below.clear();
    paths.Descend(nodes, PathSelection::JsonName(step), below);
    nodes.swap(below);
    if (paths.Excludes(nodes)) return false;
    is_included |= paths.Includes(nodes);
    if (nodes.empty()) break;
  }
  return is_included;
}

}  // namespace

std::string FormText(std::string_view form, const PathSelection* paths) {
  Decoder decoder(form.size());
  std::vector<Pair> pairs = ReadPairs(form, decoder);
  if (paths != nullptr) {
    std::erase_if(pairs, [paths](const Pair& pair) { return !Counts(pair.name, *paths); });
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.name < b.name; });
  std::string text;
  for (const Pair& pair : pairs) {
    AppendNetstring(pair.name, text);
    AppendNetstring(pair.value, text);
  }
  return text;
}

}  // namespace onceonly::core
