// RFC 8785 (JSON Canonicalization Scheme) on bytes, in one pass and without recursion.
#ifndef ONCEONLY_CORE_JSON_CANONICAL_JSON_H_
#define ONCEONLY_CORE_JSON_CANONICAL_JSON_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"

namespace onceonly::core {

inline constexpr int kMaxJsonDepth = 128;

enum class JsonForm : uint8_t {
  // Strict RFC 8785: a lone surrogate is kLoneSurrogate, every number is written as the double it
  // denotes.
  kCanonical,
  // The fingerprint text. It is RFC 8785 with three exceptions:
  // - An integer literal (no dot, no exponent) that no double holds keeps its digits, unless they
  //   are the ECMAScript text of a double. Then they mean that double.
  // - A literal that overflows a double keeps its text in lower case.
  // - A lone surrogate is written \uXXXX in lower case.
  // Two texts are equal if and only if the JSON values are. Only two spellings of one overflow
  // differ.
  kFingerprint,
};

class JsonCanonicalizer;

// The memory that canonical text is made in, for one text after another. Where each text gets fresh
// memory, the system clears that first: a third of the time at 100 KB and 1 MB.
class JsonWorkspace {
 public:
  // The memory that Trim() leaves. A flat object of 1 MB takes most of it.
  static constexpr size_t kMaxKept = size_t{6} << 20;

  JsonWorkspace();
  ~JsonWorkspace();
  JsonWorkspace(const JsonWorkspace&) = delete;
  JsonWorkspace& operator=(const JsonWorkspace&) = delete;

  // Frees the memory if it is more than kMaxKept. Ends the text that lies in it.
  void Trim() noexcept;
  size_t bytes() const noexcept;

  // Its part for CanonicalizeJson.
  JsonCanonicalizer& canonicalizer();

 private:
  std::unique_ptr<JsonCanonicalizer> canonicalizer_;
};

// `json` is UTF-8 JSON text (RFC 8259) with optional white space around one value; a UTF-8 byte
// order mark is kInvalidJson. Duplicate names: the last wins, as in JSON.parse. A number that
// overflows a double is kNumberRange in kCanonical; one that underflows is 0, as in JSON.parse.
// Errors: kInvalidJson, kInvalidUtf8, kTooDeep (over `max_depth` arrays and objects inside one
// another), kLoneSurrogate, kNumberRange, each with the byte offset.
Result<std::string> CanonicalizeJson(std::string_view json, JsonForm form,
                                     int max_depth = kMaxJsonDepth);

// The same. The text lies in `workspace` until that is used again.
Result<std::string_view> CanonicalizeJson(std::string_view json, JsonForm form,
                                          JsonWorkspace& workspace, int max_depth = kMaxJsonDepth);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_CANONICAL_JSON_H_
