#include "record_reference.h"

#include <vector>

namespace onceonly::fuzz {
namespace {

constexpr std::string_view kName =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::string_view kLargest64 = "9223372036854775807";
constexpr std::string_view kLargest32 = "2147483647";

bool ConsistsOf(std::string_view field, std::string_view letters) {
  return field.find_first_not_of(letters) == std::string_view::npos;
}

std::string WithoutLeadingZeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return std::string(digits);
}

bool IsNumber(std::string_view field, std::string_view largest) {
  if (field.empty() || !ConsistsOf(field, "0123456789")) return false;
  const std::string digits = WithoutLeadingZeros(field);
  return digits.size() < largest.size() || (digits.size() == largest.size() && digits <= largest);
}

// Each letter of `shape` says what a field is: 1 the version, n a name, 8 and 4 numbers of so many
// bytes, o a lock's origin, s its state, k a result's kind, h a hint, l a label, and . the rest of
// the text, whatever it is.
bool FieldFits(char shape, std::string_view field) {
  switch (shape) {
    case '1':
      return field == "1";
    case 'n':
      return !field.empty() && ConsistsOf(field, kName);
    case '8':
      return IsNumber(field, kLargest64);
    case '4':
      return IsNumber(field, kLargest32);
    case 'o':
      return field == "N" || field == "F" || field == "T";
    case 's':
      return field == "R" || field == "Z" || field == "F" || field == "X";
    case 'k':
      return field == "v" || field == "e" || field == "t";
    case 'h':
      return ConsistsOf(field, kName);
    case 'l':
      return ConsistsOf(field, std::string(kName) + "/:.");
    default:
      return true;
  }
}

std::vector<std::string_view> Split(std::string_view text, size_t count) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < count) {
    const size_t end = text.find('|');
    if (end == std::string_view::npos) break;
    fields.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  fields.push_back(text);
  return fields;
}

std::optional<std::string> RecordByReference(std::string_view text, std::string_view shapes) {
  const std::vector<std::string_view> fields = Split(text, shapes.size());
  if (fields.size() != shapes.size()) return std::nullopt;
  std::string record;
  for (size_t i = 0; i < fields.size(); ++i) {
    const char shape = shapes[i];
    if (!FieldFits(shape, fields[i])) return std::nullopt;
    const bool is_number = shape == '8' || shape == '4';
    if (i > 0) record += "|";
    record += is_number ? WithoutLeadingZeros(fields[i]) : std::string(fields[i]);
  }
  return record;
}

}  // namespace

std::optional<std::string> LockByReference(std::string_view text) {
  return RecordByReference(text, "1nn8888848oshl");
}

std::optional<std::string> ResultByReference(std::string_view text) {
  return RecordByReference(text, "1nn884khl.");
}

}  // namespace onceonly::fuzz
