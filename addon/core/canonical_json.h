// RFC 8785 (JSON Canonicalization Scheme) on bytes, in one pass and without recursion.
#ifndef ONCEONLY_CORE_CANONICAL_JSON_H_
#define ONCEONLY_CORE_CANONICAL_JSON_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/status.h"

namespace onceonly::core {

inline constexpr int kMaxJsonDepth = 128;

enum class JsonForm : uint8_t {
  // Strict RFC 8785: a lone surrogate is kLoneSurrogate, every number is written as the double it
  // denotes.
  kCanonical,
  // The fingerprint text: an integer literal (no dot, no exponent) whose value no double holds
  // keeps its digits, unless
  // they are the ECMAScript text of a double, which they mean then; a literal that overflows a
  // double keeps its text in
  // lower case; a lone surrogate is written \uXXXX in lower case. So read, two texts are equal if
  // and only if the JSON
  // values are, except that two spellings of one overflow differ.
  kFingerprint,
};

// Canonical text in memory of its own.
class JsonText {
 public:
  JsonText(std::unique_ptr<char[]> memory, size_t size) noexcept
      : memory_(std::move(memory)), size_(size) {}

  std::string_view view() const noexcept { return {memory_.get(), size_}; }

 private:
  std::unique_ptr<char[]> memory_;
  size_t size_;
};

// `json` is UTF-8 JSON text (RFC 8259) with optional white space around one value; a UTF-8 byte
// order mark is kInvalidJson. Duplicate names: the last wins, as in JSON.parse. A number that
// overflows a double is kNumberRange in kCanonical; one that underflows is 0, as in JSON.parse.
// Errors: kInvalidJson, kInvalidUtf8, kTooDeep (over `max_depth` arrays and objects inside one
// another), kLoneSurrogate, kNumberRange, each with the byte offset.
Result<JsonText> CanonicalJsonText(std::string_view json, JsonForm form,
                                   int max_depth = kMaxJsonDepth);
// The same as a string.
Result<std::string> CanonicalizeJson(std::string_view json, JsonForm form,
                                     int max_depth = kMaxJsonDepth);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_CANONICAL_JSON_H_
