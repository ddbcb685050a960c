// Escapes inside the string literals of JSON.
#ifndef ONCEONLY_CORE_JSON_ESCAPE_H_
#define ONCEONLY_CORE_JSON_ESCAPE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/json/buffers.h"
#include "core/json/canonical_json.h"

namespace onceonly::core {

// The escapes of one letter (RFC 8259 section 7), but for `\/`, which no canonical text has.
struct JsonShortEscape {
  char letter;
  char character;
};
inline constexpr std::array<JsonShortEscape, 7> kJsonShortEscapes = {{
    {'b', '\b'},
    {'t', '\t'},
    {'n', '\n'},
    {'f', '\f'},
    {'r', '\r'},
    {'"', '"'},
    {'\\', '\\'},
}};

using JsonEscapeTable = std::array<char, 256>;

inline constexpr JsonEscapeTable kJsonCharacters = [] {
  JsonEscapeTable table{};
  for (const auto& escape : kJsonShortEscapes) {
    table[static_cast<uint8_t>(escape.letter)] = escape.character;
  }
  table['/'] = '/';
  return table;
}();

inline constexpr JsonEscapeTable kJsonLetters = [] {
  JsonEscapeTable table{};
  for (const auto& escape : kJsonShortEscapes) {
    table[static_cast<uint8_t>(escape.character)] = escape.letter;
  }
  return table;
}();

// The character that a backslash and `letter` stand for, or 0.
inline char CharacterOfEscape(char letter) noexcept {
  return kJsonCharacters[static_cast<uint8_t>(letter)];
}

// The letter behind the backslash in the escape of `character`, or 0 if it has no short one.
inline char EscapeOfCharacter(char character) noexcept {
  return kJsonLetters[static_cast<uint8_t>(character)];
}

// Reads the escape at input.next, which is its backslash. For a surrogate pair it reads both
// escapes. Writes the character as itself or, if JSON needs that, by the escape of RFC 8785 section
// 3.2.2.2.
Status ReadJsonEscape(JsonInput& input, JsonOutput& output, JsonForm form) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_ESCAPE_H_
