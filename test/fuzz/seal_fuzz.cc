// Sealed results: they are those of the reference, and bytes from outside open only if they are.
#include <string>

#include "core/crypto/seal.h"
#include "require.h"
#include "seal_reference.h"

namespace onceonly::fuzz {
namespace {

using core::SealKey;

constexpr std::string_view kSecret = "a secret of 32 bytes, as it must";
constexpr size_t kTag = SealKey::kTagBytes;

// Takes bytes from the front of the input, and zeros behind its end.
class Input {
 public:
  explicit Input(std::string_view bytes) : left_(bytes) {}
  uint8_t Byte() { return Take(1)[0]; }
  Bytes Take(size_t size) {
    Bytes bytes(left_.begin(), left_.begin() + std::min(size, left_.size()));
    left_.remove_prefix(bytes.size());
    bytes.resize(size);
    return bytes;
  }
  Bytes Rest() { return Take(left_.size()); }

 private:
  std::string_view left_;
};

// Whether these bytes open, and the text that they give then.
struct Opened {
  bool ok;
  Bytes text;
};

// Takes no notice of the last bit of the tag for a text that ends one byte before a block does.
[[maybe_unused]] void PlantBug(Bytes& bytes, size_t text_size) {
  if (text_size % 16 == 15) bytes.back() &= 0xfe;
}

Opened Open(SealKey& key, Bytes bytes, size_t head_size, std::string_view place) {
  const size_t around = head_size + kTag;
  Opened opened{false, Bytes(bytes.size() < around ? 0 : bytes.size() - around, 7)};
  if constexpr (kBugIsPlanted) {
    if (!opened.text.empty()) PlantBug(bytes, opened.text.size());
  }
  opened.ok = key.Open(bytes, head_size, place, opened.text);
  Require(opened.ok || opened.text == Bytes(opened.text.size()), "a refused text is wiped");
  return opened;
}

void CheckForeign(SealKey& key, const Bytes& bytes, size_t head_size, std::string_view place) {
  const Opened opened = Open(key, bytes, head_size, place);
  if (!opened.ok) return;
  const Bytes head(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(head_size));
  Require(SealByReference(kSecret, head, opened.text, place) == bytes,
          "bytes that open are those that the reference makes");
}

void CheckSeal(Input input) {
  static SealKey key(kSecret);
  const Bytes head_bytes = input.Take(SealKey::kMinHeadBytes + input.Byte() % 40);
  const Bytes place_bytes = input.Take(input.Byte() % 24);
  const std::string place(place_bytes.begin(), place_bytes.end());
  const Bytes place_of_change = input.Take(2);
  const size_t changed = place_of_change[0] * 256u + place_of_change[1];
  const uint8_t bits = input.Byte();
  const Bytes text = input.Rest();
  CheckForeign(key, text, head_bytes.size(), place);

  Bytes bytes = head_bytes;
  bytes.insert(bytes.end(), text.begin(), text.end());
  bytes.resize(bytes.size() + kTag);
  Require(key.Seal(bytes, head_bytes.size(), place), "a text is sealed");
  Require(bytes == SealByReference(kSecret, head_bytes, text, place),
          "sealed bytes are those of the reference");
  bytes[changed % bytes.size()] ^= bits;
  const Opened opened = Open(key, bytes, head_bytes.size(), place);
  Require(opened.ok == (bits == 0), "bytes open if none was changed");
  Require(!opened.ok || opened.text == text, "the text comes back");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckSeal(
      onceonly::fuzz::Input(std::string_view(reinterpret_cast<const char*>(data), size)));
  return 0;
}
