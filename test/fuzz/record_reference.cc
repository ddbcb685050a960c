#include "record_reference.h"

#include <string>
#include <vector>

namespace onceonly::fuzz {
namespace {

constexpr std::string_view kName =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::string_view kLargest = "9007199254740991";
constexpr std::string_view kLargestAttempt = "2147483646";

bool ConsistsOf(std::string_view field, std::string_view letters) {
  return field.find_first_not_of(letters) == std::string_view::npos;
}

bool IsNumber(std::string_view digits, std::string_view largest) {
  if (digits.empty() || !ConsistsOf(digits, "0123456789")) return false;
  if (digits.size() > 1 && digits.front() == '0') return false;
  return digits.size() < largest.size() || (digits.size() == largest.size() && digits <= largest);
}

// Each letter of `shape` says what a field is: 2 the version, s a claim's state, D a result's, n a
// name, 8 a number, 4 a count of attempts, o an origin, w whether somebody waits, k a result's
// kind, h a hint, l a label, and . the rest of the text, whatever it is.
bool FieldFits(char shape, std::string_view field) {
  switch (shape) {
    case '2':
    case 'D':
      return field == std::string_view(&shape, 1);
    case 's':
      return field.size() == 1 && ConsistsOf(field, "RSZFX");
    case 'n':
      return !field.empty() && ConsistsOf(field, kName);
    case '8':
      return IsNumber(field, kLargest);
    case '4':
      return IsNumber(field, kLargestAttempt);
    case 'o':
      return field == "N" || field == "F" || field == "T";
    case 'w':
      return field == "0" || field == "1";
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

bool HasShape(std::string_view text, std::string_view shapes) {
  const std::vector<std::string_view> fields = Split(text, shapes.size());
  if (fields.size() != shapes.size()) return false;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (!FieldFits(shapes[i], fields[i])) return false;
  }
  return true;
}

}  // namespace

bool IsRecordByReference(std::string_view text) {
  return HasShape(text, "2s8nn84o8888whl") || HasShape(text, "2Dnn84k8hl.");
}

}  // namespace onceonly::fuzz
