// Which parts of a body count: a tree of the paths that the options `include` and `exclude` name.
#ifndef ONCEONLY_CORE_PATH_SELECTION_H_
#define ONCEONLY_CORE_PATH_SELECTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onceonly::core {

// From the root down: a member's name (plain UTF-8) or an item's index, or nullopt for any of them.
using Path = std::vector<std::optional<std::string>>;

// With `include`, only values under these paths count. Values under a path of `exclude` never
// count. Read-only once built, so threads may share it.
class PathSelection {
 public:
  using Node = uint32_t;
  static constexpr Node kRoot = 0;

  PathSelection(std::span<const Path> include, std::span<const Path> exclude);

  bool includes_all() const noexcept { return includes_all_; }

  // Appends to `to` the nodes that lie one step below `from`, each once. `name` is an index, or the
  // text between the quotes of a name in canonical JSON.
  void Descend(std::span<const Node> from, std::string_view name, std::vector<Node>& to) const;

  bool Includes(std::span<const Node> nodes) const noexcept;
  bool Excludes(std::span<const Node> nodes) const noexcept;

  // Turns a name in plain UTF-8 into the form that Descend takes. A name that is no UTF-8 is
  // returned unchanged: no path leads to it by name.
  static std::string JsonName(std::string_view name);

 private:
  struct Branch {
    std::map<std::string, Node, std::less<>> named;
    Node any = kRoot;  // kRoot for none
    bool is_included = false;
    bool is_excluded = false;
  };

  Branch& Grow(const Path& path);
  Node NewNode();

  std::vector<Branch> branches_;
  bool includes_all_;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_PATH_SELECTION_H_
