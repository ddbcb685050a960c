#include "core/json/select_json.h"

#include <charconv>

namespace onceonly::core {
namespace {

// Just behind the string literal that begins at `at`.
const char* EndOfString(const char* at) noexcept {
  for (++at; *at != '"'; ++at) {
    if (*at == '\\') ++at;
  }
  return at + 1;
}

// Just behind the value that begins at `at`. `end` is the end of the whole text.
const char* EndOfValue(const char* at, const char* end) noexcept {
  size_t depth = 0;
  while (at != end) {
    switch (*at) {
      case '"':
        at = EndOfString(at);
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (depth == 0) return at;
        if (--depth == 0) return at + 1;
        break;
      case ',':
        if (depth == 0) return at;
        break;
    }
    ++at;
  }
  return end;
}

// Copies the values that count, one by one. The text of a value is taken back if nothing in it
// counts.
class Selector {
 public:
  Selector(std::string_view json, const PathSelection& paths)
      : paths_(paths), next_(json.data()), end_(next_ + json.size()) {}

  std::string Run() {
    nodes_.push_back(PathSelection::kRoot);
    ReadValue({0, 0, paths_.includes_all()});
    while (!open_.empty()) ReadMember();
    return std::move(output_);
  }

 private:
  // A value about to be read, or an array or object that is still open.
  struct Place {
    size_t start;       // where in the output its text begins, with its name or index
    size_t first_node;  // of nodes_: what the selection has to say about it
    bool is_included;
  };
  struct Frame : Place {
    bool is_object;
    bool is_empty = true;  // nothing written yet
    size_t next_index = 0;
  };

  void ReadValue(const Place& place);
  void ReadMember();
  void ReadName(Frame& frame);
  void Close();
  void Drop(const Place& place);
  void Keep() noexcept;
  std::span<const PathSelection::Node> NodesFrom(size_t first) const noexcept {
    return std::span(nodes_).subspan(first);
  }

  const PathSelection& paths_;
  const char* next_;
  const char* const end_;
  std::string output_;
  std::vector<Frame> open_;
  std::vector<PathSelection::Node> nodes_;  // of all open values, the innermost last
  std::vector<PathSelection::Node> found_;  // scratch
};

void Selector::ReadValue(const Place& place) {
  const bool has_paths = nodes_.size() > place.first_node;
  if (has_paths && (*next_ == '{' || *next_ == '[')) {
    const bool is_object = *next_ == '{';
    output_.push_back(*next_++);
    open_.push_back({place, is_object});
    return;
  }
  const char* const begin = next_;
  next_ = EndOfValue(next_, end_);
  nodes_.resize(place.first_node);
  if (!place.is_included) return output_.resize(place.start);
  output_.append(begin, next_);
  Keep();
}

void Selector::ReadMember() {
  Frame& frame = open_.back();
  if (*next_ == '}' || *next_ == ']') return Close();
  if (*next_ == ',') ++next_;
  Place place{output_.size(), nodes_.size(), frame.is_included};
  if (!frame.is_empty) output_.push_back(',');
  ReadName(frame);
  const auto nodes = NodesFrom(place.first_node);
  if (paths_.Excludes(nodes)) {
    next_ = EndOfValue(next_, end_);
    return Drop(place);
  }
  place.is_included |= paths_.Includes(nodes);
  ReadValue(place);
}

// Writes the name or index of the next member and finds what the selection says about it.
void Selector::ReadName(Frame& frame) {
  char digits[20];
  std::string_view name;
  if (frame.is_object) {
    const char* const quote = next_;
    next_ = EndOfString(next_);
    name = {quote + 1, next_ - 1};
    output_.append(quote, ++next_);
  } else {
    const auto written = std::to_chars(digits, digits + sizeof digits, frame.next_index++);
    name = {digits, written.ptr};
    if (!frame.is_included) output_.append(name).push_back(':');
  }
  found_.clear();
  paths_.Descend(NodesFrom(frame.first_node), name, found_);
  nodes_.insert(nodes_.end(), found_.begin(), found_.end());
}

void Selector::Close() {
  const Frame frame = open_.back();
  open_.pop_back();
  output_.push_back(*next_++);
  if (frame.is_empty && !frame.is_included) return Drop(frame);
  nodes_.resize(frame.first_node);
  Keep();
}

void Selector::Drop(const Place& place) {
  output_.resize(place.start);
  nodes_.resize(place.first_node);
}

void Selector::Keep() noexcept {
  if (!open_.empty()) open_.back().is_empty = false;
}

}  // namespace

std::string SelectJson(std::string_view json, const PathSelection& paths) {
  return Selector(json, paths).Run();
}

}  // namespace onceonly::core
