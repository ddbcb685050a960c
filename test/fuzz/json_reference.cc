#include "json_reference.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>

#include "number_reference.h"

namespace onceonly::fuzz {
namespace {

using Text = std::optional<std::string>;
using core::JsonForm;

bool IsHigh(char16_t unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool IsLow(char16_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

void AppendUtf16(uint32_t code_point, std::u16string& string) {
  if (code_point > 0xffff) {
    string.push_back(static_cast<char16_t>(0xd800 + ((code_point - 0x10000) >> 10)));
    string.push_back(static_cast<char16_t>(0xdc00 + ((code_point - 0x10000) & 0x3ff)));
  } else {
    string.push_back(static_cast<char16_t>(code_point));
  }
}

std::string Utf8Of(uint32_t code_point) {
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  std::string tail;
  uint32_t left = code_point;
  uint32_t room = 0x40;  // the lead byte has room for values below it
  uint32_t lead = 0x80;
  for (; tail.empty() || left >= room; left >>= 6) {
    tail.insert(tail.begin(), static_cast<char>(0x80 | (left & 0x3f)));
    room >>= 1;
    lead = (lead >> 1) | 0x80;
  }
  return static_cast<char>(lead | left) + tail;
}

class ReferenceReader {
 public:
  ReferenceReader(std::string_view text, JsonForm form) : text_(text), form_(form) {}

  Text Document() {
    Text value = Value(0);
    return value && At() == kEnd ? value : std::nullopt;
  }
  bool forms_differ() const { return forms_differ_; }

 private:
  static constexpr int kEnd = -1;

  int Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? static_cast<uint8_t>(text_[at_ + ahead]) : kEnd;
  }
  // The next byte that is not white space.
  int At() {
    while (Peek() == ' ' || Peek() == '\t' || Peek() == '\n' || Peek() == '\r') ++at_;
    return Peek();
  }
  bool Take(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  Text Value(int open) {
    switch (At()) {
      case '{':
        return open < core::kMaxJsonDepth ? Object(open + 1) : std::nullopt;
      case '[':
        return open < core::kMaxJsonDepth ? Array(open + 1) : std::nullopt;
      case '"':
        return String();
      default:
        break;
    }
    for (const char* word : {"true", "false", "null"}) {
      if (Take(word)) return word;
    }
    return Number();
  }

  Text Array(int open) {
    Take("[");
    std::string items;
    if (At() == ']' && Take("]")) return "[]";
    do {
      const Text item = Value(open);
      if (!item) return std::nullopt;
      items += (items.empty() ? "" : ",") + *item;
    } while (At() == ',' && Take(","));
    return Take("]") ? Text("[" + items + "]") : std::nullopt;
  }

  Text Object(int open) {
    Take("{");
    std::map<std::u16string, std::string> members;
    if (At() == '}' && Take("}")) return "{}";
    do {
      const auto name = At() == '"' ? Units() : std::nullopt;
      if (!name || At() != ':' || !Take(":")) return std::nullopt;
      const Text written = Write(*name);
      const Text value = Value(open);
      if (!written || !value) return std::nullopt;
      members[*name] = *written + ":" + *value;
    } while (At() == ',' && Take(","));
    std::string text;
    for (const auto& [name, member] : members) text += (text.empty() ? "" : ",") + member;
    return Take("}") ? Text("{" + text + "}") : std::nullopt;
  }

  Text String() {
    const auto units = Units();
    return units ? Write(*units) : std::nullopt;
  }

  std::optional<std::u16string> Units() {
    Take("\"");
    std::u16string string;
    while (!Take("\"")) {
      const bool is_read = Peek() == '\\' ? Escape(string) : Character(string);
      if (!is_read) return std::nullopt;
    }
    return string;
  }

  bool Character(std::u16string& string) {
    const int lead = Peek();
    if (lead < 0x20) return false;  // also at the end
    int length = 1;
    if (lead >= 0x80) length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    uint32_t code_point = lead < 0x80 ? lead : lead & (0x7f >> length);
    for (int i = 1; i < length; ++i) {
      if (Peek(i) < 0x80 || Peek(i) > 0xbf) return false;
      code_point = code_point * 64 + (Peek(i) - 0x80);
    }
    // Overlong forms, surrogates, bytes that are no lead: none is written back as it was.
    const bool is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point > 0x10ffff || is_surrogate) return false;
    if (Utf8Of(code_point) != text_.substr(at_, length)) return false;
    at_ += length;
    AppendUtf16(code_point, string);
    return true;
  }

  bool Escape(std::u16string& string) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (Peek(1) == 'u') return UnicodeEscape(string);
    if (Peek(1) == kEnd) return false;
    const size_t found = kLetters.find(static_cast<char>(Peek(1)));
    if (found == std::string_view::npos) return false;
    string.push_back(static_cast<char16_t>(kMeanings[found]));
    at_ += 2;
    return true;
  }

  bool UnicodeEscape(std::u16string& string) {
    const std::string digits(text_.substr(at_ + 2, 4));
    const size_t hex = digits.find_first_not_of("0123456789abcdefABCDEF");
    if (digits.size() < 4 || hex != std::string::npos) return false;
    string.push_back(static_cast<char16_t>(std::stoi(digits, nullptr, 16)));
    at_ += 6;
    return true;
  }

  Text Write(const std::u16string& string) {
    std::string text = "\"";
    for (size_t i = 0; i < string.size(); ++i) {
      const char16_t unit = string[i];
      const char16_t next = i + 1 < string.size() ? string[i + 1] : u'\0';
      if (IsHigh(unit) && IsLow(next)) {
        text += Utf8Of(0x10000 + (unit - 0xd800) * 0x400 + (next - 0xdc00));
        ++i;
      } else if (IsHigh(unit) || IsLow(unit)) {
        forms_differ_ = true;
        if (form_ == JsonForm::kCanonical) return std::nullopt;
        text += HexEscape(unit);
      } else {
        text += WriteUnit(unit);
      }
    }
    return text + "\"";
  }

  static std::string HexEscape(char16_t unit) {
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(unit));
    return text;
  }

  static std::string WriteUnit(char16_t unit) {
    constexpr std::u16string_view kUnits = u"\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    const size_t found = kUnits.find(unit);
    if (found != std::u16string_view::npos) return std::string("\\") + kLetters[found];
    return unit < 0x20 ? HexEscape(unit) : Utf8Of(unit);
  }

  size_t Digits() {
    const size_t begin = at_;
    while (Peek() >= '0' && Peek() <= '9') ++at_;
    return at_ - begin;
  }

  Text Number() {
    const size_t begin = at_;
    Take("-");
    const size_t digits_begin = at_;
    if (!Take("0") && Digits() == 0) return std::nullopt;
    const std::string digits(text_.substr(digits_begin, at_ - digits_begin));
    const size_t integer_end = at_;
    if (Take(".") && Digits() == 0) return std::nullopt;
    if (Take("e") || Take("E")) {
      if (!Take("+")) Take("-");
      if (Digits() == 0) return std::nullopt;
    }
    const bool is_integer = at_ == integer_end;
    return WriteNumber(std::string(text_.substr(begin, at_ - begin)), is_integer ? digits : "");
  }

  // `digits` are those of an integer, without its sign; empty for a literal with a dot or exponent.
  Text WriteNumber(std::string literal, const std::string& digits) {
    const double value = std::strtod(literal.c_str(), nullptr);
    const bool is_held = digits.empty() ? !std::isinf(value) : DoubleHolds(digits);
    if (!is_held) forms_differ_ = true;
    if (!is_held && form_ == JsonForm::kFingerprint) {
      if (const size_t e = literal.find('E'); e != std::string::npos) literal[e] = 'e';
      return literal;
    }
    return std::isinf(value) ? std::nullopt : Text(NumberByReference(value));
  }

  const std::string_view text_;
  const JsonForm form_;
  size_t at_ = 0;
  bool forms_differ_ = false;
};

}  // namespace

ReferenceText CanonicalByReference(std::string_view json, JsonForm form) {
  ReferenceReader reader(json, form);
  Text text = reader.Document();
  return {std::move(text), reader.forms_differ()};
}

}  // namespace onceonly::fuzz
