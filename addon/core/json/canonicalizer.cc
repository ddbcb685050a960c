#include "core/json/canonicalizer.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <span>

#include "core/json/digits.h"
#include "core/json/number.h"
#include "core/json/scan.h"
#include "core/json/string.h"

namespace onceonly::core {
namespace {

// A scan that has failed has noted why and gives no place to go on from.
constexpr JsonCursors kFailed{nullptr, nullptr};

bool HasFailed(JsonCursors at) noexcept { return at.from == nullptr; }

JsonCursors SkipSomeWhiteSpace(JsonCursors at) noexcept {
  while (*at.from == ' ' || *at.from == '\n' || *at.from == '\r' || *at.from == '\t') ++at.from;
  return at;
}

// Most JSON has none, which one comparison tells.
[[gnu::always_inline]] inline JsonCursors SkipWhiteSpace(JsonCursors at) noexcept {
  return static_cast<uint8_t>(*at.from) > ' ' ? at : SkipSomeWhiteSpace(at);
}

// Copies a byte that is known.
JsonCursors Pass(char byte, JsonCursors at) noexcept {
  *at.to = byte;
  return {at.from + 1, at.to + 1};
}

// The same for the byte at which CopyPlain() stopped, which that has copied too.
JsonCursors PassCopied(JsonCursors at) noexcept { return {at.from + 1, at.to + 1}; }

}  // namespace

JsonCursors JsonCanonicalizer::Fail(StatusCode code, const char* at) noexcept {
  status_ = {code, block_.OffsetOf(at)};
  return kFailed;
}

JsonCursors JsonCanonicalizer::ReadSlowString(JsonCursors at) noexcept {
  JsonInput input = block_.InputAt(at.from);
  JsonOutput output(at.to);
  const JsonStringRead read = ReadJsonString(input, output, form_);
  may_hold_escapes_ = read.may_hold_escapes;
  status_ = read.status;
  return read.status.ok() ? JsonCursors{input.next, output.end()} : kFailed;
}

JsonCursors JsonCanonicalizer::ReadSlowNumber(JsonCursors at) {
  JsonInput input = block_.InputAt(at.from);
  JsonOutput output(at.to);
  status_ = ReadJsonNumber(input, output, form_);
  if (!status_.ok()) return kFailed;
  return block_.EnsureGap({input.next, output.end()});
}

JsonCursors JsonCanonicalizer::ReadLiteral(JsonCursors at, std::string_view word) noexcept {
  for (char letter : word) {
    if (*at.from != letter) return Fail(StatusCode::kInvalidJson, at.from);
    at = Pass(letter, at);
  }
  return at;
}

// The steps for every member are inlined into the loop: calls were a third of its instructions.
[[gnu::always_inline]] inline JsonCursors JsonCanonicalizer::ReadString(JsonCursors at) noexcept {
  at = CopyPlain(Pass('"', at));
  return *at.from == '"' ? PassCopied(at) : ReadSlowString(at);
}

[[gnu::always_inline]] inline JsonCursors JsonCanonicalizer::ReadNumber(JsonCursors at) {
  const size_t size = PlainNumberSize(at.from);
  if (size == 0) return ReadSlowNumber(at);
  std::memcpy(at.to, at.from, kMaxPlainNumber);
  return {at.from + size, at.to + size};
}

// Names are compared by the values at hand. Loading text that was written a moment ago, in other
// pieces, waits for the writes. That made all of this 1.5 times as slow.
[[gnu::always_inline]] inline bool JsonCanonicalizer::ComesInOrder(const JsonMember& member,
                                                                   uint64_t tail) const noexcept {
  const JsonMember& last = members_.back();
  if (last.is_plain && member.is_plain) {
    if (last.prefix != member.prefix) return last.prefix < member.prefix;
    const size_t size = std::min<size_t>(last.name_size, member.name_size);
    const auto differing = static_cast<size_t>(std::countl_zero(frame_.last_tail ^ tail));
    if (8 + differing / 8 < size) return frame_.last_tail < tail;
    if (size <= 16) return last.name_size < member.name_size;
  }
  return CompareMembers(last, member, block_.begin()) < 0;
}

[[gnu::always_inline]] inline JsonCursors JsonCanonicalizer::ReadMemberName(JsonCursors at) {
  if (*at.from != '"') return Fail(StatusCode::kInvalidJson, at.from);
  // Read before the output comes to lie over it.
  const uint64_t first = FirstBytes(at.from + 1);
  const uint64_t tail = FirstBytes(at.from + 9);
  const char* const quote = at.to;
  at = CopyPlain(Pass('"', at));
  const bool is_plain = *at.from == '"';
  at = is_plain ? PassCopied(at) : ReadSlowString(at);
  if (HasFailed(at)) return at;
  const auto size = static_cast<size_t>(at.to - quote) - 2;
  const auto begin = static_cast<size_t>(quote - block_.begin());
  const uint64_t prefix = NamePrefix(is_plain ? first : FirstBytes(quote + 1), size);
  const JsonMember member{prefix, begin, size, is_plain, !is_plain && may_hold_escapes_};
  // One member that does not come after the one before it, or has the same name, is enough to sort
  // the object.
  if (frame_.in_order && members_.size() > frame_.first_member) {
    frame_.in_order = ComesInOrder(member, tail);
  }
  frame_.last_tail = tail;
  members_.push_back(member);
  at = SkipWhiteSpace(at);
  if (*at.from != ':') return Fail(StatusCode::kInvalidJson, at.from);
  return SkipWhiteSpace(Pass(':', at));
}

[[gnu::always_inline]] inline JsonCursors JsonCanonicalizer::ReadScalar(JsonCursors at) noexcept {
  switch (*at.from) {
    case '"':
      return ReadString(at);
    case 't':
      return ReadLiteral(at, "true");
    case 'f':
      return ReadLiteral(at, "false");
    case 'n':
      return ReadLiteral(at, "null");
    default:
      return ReadNumber(at);
  }
}

// Reads up to where the first value or member inside begins, or behind an empty array or object.
JsonCursors JsonCanonicalizer::Open(JsonCursors at) {
  if (outer_.size() >= max_depth_) return Fail(StatusCode::kTooDeep, at.from);
  outer_.push_back(frame_);
  frame_ = {members_.size(), 0, *at.from == '{' ? '}' : ']', true};
  at = SkipWhiteSpace(Pass(*at.from, at));
  return *at.from == frame_.closing ? Close(at) : at;
}

JsonCursors JsonCanonicalizer::Close(JsonCursors at) {
  if (!frame_.in_order) {
    at.to = sorter_.Sort(std::span(members_).subspan(frame_.first_member), block_.begin(), at.to);
  }
  members_.erase(members_.begin() + static_cast<ptrdiff_t>(frame_.first_member), members_.end());
  at = Pass(frame_.closing, at);
  frame_ = outer_.back();
  outer_.pop_back();
  return at;
}

// Reads the characters that may follow a value: closing brackets, then a comma or the end.
[[gnu::always_inline]] inline JsonCursors JsonCanonicalizer::ReadAfterValue(JsonCursors at) {
  for (;;) {
    at = SkipWhiteSpace(at);
    const bool is_inside = frame_.closing != '\0';
    if (*at.from == ',' && is_inside) return SkipWhiteSpace(Pass(',', at));
    if (*at.from != frame_.closing) return Fail(StatusCode::kInvalidJson, at.from);
    if (!is_inside) break;
    at = Close(at);
  }
  if (at.from != block_.end()) return Fail(StatusCode::kInvalidJson, at.from);
  is_done_ = true;
  return at;
}

Result<std::string_view> JsonCanonicalizer::Run(std::string_view json, JsonForm form,
                                                int max_depth) {
  form_ = form;
  max_depth_ = static_cast<size_t>(max_depth);
  is_done_ = false;
  frame_ = {};
  outer_.clear();
  members_.clear();
  JsonCursors at = SkipWhiteSpace(block_.Start(json));
  while (!is_done_) {
    if (frame_.closing == '}') at = ReadMemberName(at);
    if (HasFailed(at)) return status_;
    if (*at.from == '{' || *at.from == '[') {
      const size_t depth = outer_.size();
      at = Open(at);
      if (HasFailed(at)) return status_;
      if (outer_.size() != depth) continue;
    } else {
      at = ReadScalar(at);
      if (HasFailed(at)) return status_;
    }
    at = ReadAfterValue(at);
    if (HasFailed(at)) return status_;
  }
  return std::string_view(block_.begin(), static_cast<size_t>(at.to - block_.begin()));
}

size_t JsonCanonicalizer::bytes() const noexcept {
  return block_.bytes() + sorter_.bytes() + outer_.capacity() * sizeof(Frame) +
         members_.capacity() * sizeof(JsonMember);
}

}  // namespace onceonly::core
