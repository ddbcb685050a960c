// Reads JavaScript arguments. A value of another type reads as empty or zero: lib/ has checked them
// all. So does one that could not be got because the thread is being terminated.
#ifndef ONCEONLY_BINDING_ARGUMENTS_H_
#define ONCEONLY_BINDING_ARGUMENTS_H_

#include <napi.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace onceonly::binding {

// The UTF-8 bytes of a string, or a view of the bytes of a Buffer or Uint8Array, which is not
// copied.
class BytesArgument {
 public:
  explicit BytesArgument(Napi::Value value);
  BytesArgument(const BytesArgument&) = delete;
  BytesArgument& operator=(const BytesArgument&) = delete;

  // Valid as long as this object and, for a Buffer, until JavaScript runs again.
  std::string_view view() const noexcept { return view_; }

  // Copies the bytes of a Buffer, so that they stay as they are.
  void Own();

 private:
  // Three bytes for each unit of a usual body or result.
  static constexpr size_t kShort = 1024;

  // Room for that many bytes, of this object's own.
  char* Room(size_t size);
  void ReadString(napi_env env, napi_value value, size_t length);

  std::array<char, kShort> short_;
  std::unique_ptr<char[]> long_;
  std::string_view view_;
};

// A short string of ASCII (ids, tokens, fingerprints, labels), read in one pass.
std::string ReadAscii(Napi::Value value);

// Several of them, read into one place. A text that does not fit reads as empty.
class AsciiArguments {
 public:
  AsciiArguments() = default;
  AsciiArguments(const AsciiArguments&) = delete;
  AsciiArguments& operator=(const AsciiArguments&) = delete;

  // Valid as long as this object.
  std::string_view Read(Napi::Value value);

 private:
  // Far more than all texts of a call together.
  static constexpr size_t kRoom = 2048;

  std::array<char, kRoom> bytes_;
  size_t used_ = 0;
};

// A string that is known to be ASCII. Decoding it takes no pass.
Napi::Value AsciiString(napi_env env, std::string_view text);

int64_t ReadInteger(Napi::Value value);
bool ReadBoolean(Napi::Value value);

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_ARGUMENTS_H_
