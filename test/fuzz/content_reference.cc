#include "content_reference.h"

#include <algorithm>

namespace onceonly::fuzz {
namespace {

struct Tree {
  std::string name;  // the text between the quotes, or the index
  std::string text;  // of a scalar
  char open = 0;     // of an array or object
  std::vector<Tree> children;
};

std::string ReadToken(std::string_view& rest) {
  size_t end = 1;
  if (rest[0] == '"') {
    while (rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
    ++end;
  } else {
    end = std::min(rest.find_first_of(",]}"), rest.size());
  }
  const std::string token(rest.substr(0, end));
  rest.remove_prefix(end);
  return token;
}

Tree ReadTree(std::string_view& rest) {
  Tree tree;
  if (rest[0] != '{' && rest[0] != '[') {
    tree.text = ReadToken(rest);
    return tree;
  }
  tree.open = rest[0];
  rest.remove_prefix(1);
  while (rest[0] != ']' && rest[0] != '}') {
    if (rest[0] == ',') rest.remove_prefix(1);
    std::string name = std::to_string(tree.children.size());
    if (tree.open == '{') {
      const std::string quoted = ReadToken(rest);
      name = quoted.substr(1, quoted.size() - 2);
      rest.remove_prefix(1);
    }
    Tree child = ReadTree(rest);
    child.name = std::move(name);
    tree.children.push_back(std::move(child));
  }
  rest.remove_prefix(1);
  return tree;
}

std::vector<core::Path> Behind(const std::vector<core::Path>& paths, const std::string& name) {
  std::vector<core::Path> behind;
  for (const core::Path& path : paths) {
    if (path.empty() || (path[0] && core::PathSelection::JsonName(*path[0]) != name)) continue;
    behind.emplace_back(path.begin() + 1, path.end());
  }
  return behind;
}

bool AnyEnds(const std::vector<core::Path>& paths) {
  return std::any_of(paths.begin(), paths.end(), [](const auto& path) { return path.empty(); });
}

std::optional<std::string> Select(const Tree& tree, const Paths& paths, bool included) {
  if (tree.open == 0) return included ? std::optional(tree.text) : std::nullopt;
  std::string text(1, tree.open);
  for (const Tree& child : tree.children) {
    const std::string& name = child.name;
    const Paths behind{Behind(paths.include, name), Behind(paths.exclude, name)};
    if (AnyEnds(behind.exclude)) continue;
    const auto part = Select(child, behind, included || AnyEnds(behind.include));
    if (!part) continue;
    if (text.size() > 1) text += ',';
    if (tree.open == '{') text += '"' + name + "\":";
    if (tree.open == '[' && !included) text += name + ':';
    text += *part;
  }
  if (text.size() == 1 && !included) return std::nullopt;
  return text + (tree.open == '{' ? '}' : ']');
}

std::vector<std::string> Split(std::string text, const std::string& by) {
  std::vector<std::string> pieces;
  for (size_t at; (at = text.find(by)) != std::string::npos; text.erase(0, at + by.size())) {
    pieces.push_back(text.substr(0, at));
  }
  pieces.push_back(text);
  return pieces;
}

std::string TrimLeft(std::string text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.erase(0, 1);
  return text;
}

std::string Trim(std::string text) {
  while (text.ends_with(' ') || text.ends_with('\t')) text.pop_back();
  return TrimLeft(text);
}

bool ReadHeader(const std::string& line, ReferencePart& part) {
  const size_t colon = line.find(':');
  if (colon == std::string::npos) return false;
  std::string name = line.substr(0, colon);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::array<std::string, 3> names = {"content-disposition", "content-type",
                                            "content-transfer-encoding"};
  for (size_t i = 0; i < names.size(); ++i) {
    if (name != names[i]) continue;
    if (!part[i].empty()) return false;
    part[i] = Trim(line.substr(colon + 1));
  }
  return true;
}

std::optional<ReferencePart> ReadPart(const std::string& piece) {
  const std::string text = TrimLeft(piece);
  if (!text.starts_with("\r\n")) return std::nullopt;
  ReferencePart part;
  size_t at = 2;
  for (;;) {
    const size_t end = text.find("\r\n", at);
    if (end == std::string::npos) return std::nullopt;
    const std::string line = text.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    if (!ReadHeader(line, part)) return std::nullopt;
  }
  part[3] = text.substr(at);
  return part[0].empty() ? std::nullopt : std::optional(part);
}

}  // namespace

std::string SelectByReference(std::string_view json, const Paths& paths) {
  const Tree tree = ReadTree(json);
  return Select(tree, paths, paths.include.empty()).value_or("");
}

std::optional<ReferenceForm> FormByReference(const std::string& body, const std::string& boundary) {
  if (boundary.empty() || boundary.size() > 70) return std::nullopt;
  const std::string delimiter = "\r\n--" + boundary;
  const std::string text = body.starts_with("--" + boundary) ? "\r\n" + body : body;
  const std::vector<std::string> pieces = Split(text, delimiter);
  ReferenceForm form{pieces[0], {}, {}};
  for (size_t i = 1; i < pieces.size(); ++i) {
    if (pieces[i].starts_with("--")) {
      std::string tail = pieces[i].substr(2);
      for (size_t j = i + 1; j < pieces.size(); ++j) tail += delimiter + pieces[j];
      tail = TrimLeft(tail);
      if (!tail.empty() && !tail.starts_with("\r\n")) return std::nullopt;
      form.epilogue = tail.empty() ? "" : tail.substr(2);
      return form;
    }
    const auto part = ReadPart(pieces[i]);
    if (!part) return std::nullopt;
    form.parts.push_back(*part);
  }
  return std::nullopt;
}

}  // namespace onceonly::fuzz
