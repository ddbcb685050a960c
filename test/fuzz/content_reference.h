// What counts of a body once more, written to be obviously right and not to be fast: recursive, on
// trees and lists of strings.
#ifndef ONCEONLY_TEST_FUZZ_CONTENT_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_CONTENT_REFERENCE_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/path_selection.h"

namespace onceonly::fuzz {

struct Paths {
  std::vector<core::Path> include;
  std::vector<core::Path> exclude;
};

// `json` is canonical. The text that SelectJson gives.
std::string SelectByReference(std::string_view json, const Paths& paths);

// Disposition, type, transfer encoding and content.
using ReferencePart = std::array<std::string, 4>;

struct ReferenceForm {
  std::string preamble;
  std::vector<ReferencePart> parts;
  std::string epilogue;
};

std::optional<ReferenceForm> FormByReference(const std::string& body, const std::string& boundary);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_CONTENT_REFERENCE_H_
