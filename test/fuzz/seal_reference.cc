#include "seal_reference.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <bit>

namespace onceonly::fuzz {
namespace {

using Block = std::array<uint8_t, 16>;

constexpr int kRounds = 14;
constexpr int kKeyWords = 8;

// A product in GF(2^8) with the polynomial of AES.
uint8_t Times(uint8_t a, uint8_t b) {
  uint8_t product = 0;
  for (; b != 0; b >>= 1) {
    if (b & 1) product ^= a;
    a = static_cast<uint8_t>((a << 1) ^ (a & 0x80 ? 0x1b : 0));
  }
  return product;
}

// The inverse in the field, which is the 254th power, then the affine map.
uint8_t Substitute(uint8_t byte) {
  uint8_t inverse = 1;
  for (int i = 0; i < 254; ++i) inverse = Times(inverse, byte);
  uint8_t result = 0x63;
  for (int i = 0; i < 5; ++i) result ^= std::rotl(inverse, i);
  return result;
}

const std::array<uint8_t, 256>& Substitutes() {
  static const auto table = [] {
    std::array<uint8_t, 256> made{};
    for (int i = 0; i < 256; ++i) made[i] = Substitute(static_cast<uint8_t>(i));
    return made;
  }();
  return table;
}

std::vector<Block> RoundKeys(const Bytes& key) {
  std::vector<std::array<uint8_t, 4>> words;
  for (int i = 0; i < kKeyWords; ++i) {
    words.push_back({key[4 * i], key[4 * i + 1], key[4 * i + 2], key[4 * i + 3]});
  }
  uint8_t constant = 1;
  for (int i = kKeyWords; i < 4 * (kRounds + 1); ++i) {
    std::array<uint8_t, 4> word = words[i - 1];
    if (i % kKeyWords == 0) word = {word[1], word[2], word[3], word[0]};
    if (i % 4 == 0) {
      for (uint8_t& byte : word) byte = Substitutes()[byte];
    }
    if (i % kKeyWords == 0) {
      word[0] ^= constant;
      constant = Times(constant, 2);
    }
    for (int j = 0; j < 4; ++j) word[j] ^= words[i - kKeyWords][j];
    words.push_back(word);
  }
  std::vector<Block> keys(kRounds + 1);
  for (size_t i = 0; i < 16 * keys.size(); ++i) keys[i / 16][i % 16] = words[i / 4][i % 4];
  return keys;
}

void Add(Block& block, const Block& other) {
  for (int i = 0; i < 16; ++i) block[i] ^= other[i];
}

Block ShiftedRows(const Block& block) {
  Block shifted;
  for (int i = 0; i < 16; ++i) shifted[i] = block[(i + 4 * (i % 4)) % 16];
  return shifted;
}

Block MixedColumns(const Block& block) {
  Block mixed;
  for (int i = 0; i < 16; ++i) {
    const auto at = [&](int row) { return block[i / 4 * 4 + (i + row) % 4]; };
    mixed[i] = Times(at(0), 2) ^ Times(at(1), 3) ^ at(2) ^ at(3);
  }
  return mixed;
}

Block Encrypted(const std::vector<Block>& keys, Block block) {
  Add(block, keys[0]);
  for (int round = 1; round <= kRounds; ++round) {
    for (uint8_t& byte : block) byte = Substitutes()[byte];
    block = ShiftedRows(block);
    if (round < kRounds) block = MixedColumns(block);
    Add(block, keys[round]);
  }
  return block;
}

// A product in GF(2^128), where the first bit is that of the lowest power.
Block Product(const Block& a, Block b) {
  Block product{};
  for (int i = 0; i < 128; ++i) {
    if (a[i / 8] & (0x80 >> (i % 8))) Add(product, b);
    const bool carries = b[15] & 1;
    for (int j = 15; j > 0; --j) b[j] = static_cast<uint8_t>(b[j] >> 1 | b[j - 1] << 7);
    b[0] >>= 1;
    if (carries) b[0] ^= 0xe1;
  }
  return product;
}

void AddToHash(Block& hash, const Block& subkey, const Bytes& bytes) {
  for (size_t at = 0; at < bytes.size(); at += 16) {
    for (size_t i = at; i < bytes.size() && i < at + 16; ++i) hash[i - at] ^= bytes[i];
    hash = Product(hash, subkey);
  }
}

Block Counter(const Bytes& head, uint32_t count) {
  Block block{};
  for (int i = 0; i < 12; ++i) block[i] = head[head.size() - 12 + i];
  for (int i = 0; i < 4; ++i) block[12 + i] = static_cast<uint8_t>(count >> (24 - 8 * i));
  return block;
}

Block Lengths(size_t bound, size_t text) {
  Block block{};
  for (int i = 0; i < 8; ++i) {
    block[i] = static_cast<uint8_t>(uint64_t{bound} * 8 >> (56 - 8 * i));
    block[8 + i] = static_cast<uint8_t>(uint64_t{text} * 8 >> (56 - 8 * i));
  }
  return block;
}

Bytes KeyFor(std::string_view secret, const Bytes& bound) {
  Bytes key(32);
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bound.data(), bound.size(),
       key.data(), nullptr);
  return key;
}

}  // namespace

Bytes SealByReference(std::string_view secret, const Bytes& head, const Bytes& text,
                      std::string_view place) {
  Bytes bound = head;
  bound.insert(bound.end(), place.begin(), place.end());
  const std::vector<Block> keys = RoundKeys(KeyFor(secret, bound));
  Bytes sealed = text;
  for (size_t at = 0; at < sealed.size(); at += 16) {
    const Block stream = Encrypted(keys, Counter(head, static_cast<uint32_t>(at / 16 + 2)));
    for (size_t i = at; i < sealed.size() && i < at + 16; ++i) sealed[i] ^= stream[i - at];
  }
  const Block subkey = Encrypted(keys, Block{});
  Block tag{};
  AddToHash(tag, subkey, bound);
  AddToHash(tag, subkey, sealed);
  Add(tag, Lengths(bound.size(), sealed.size()));
  tag = Product(tag, subkey);
  Add(tag, Encrypted(keys, Counter(head, 1)));
  Bytes bytes = head;
  bytes.insert(bytes.end(), sealed.begin(), sealed.end());
  bytes.insert(bytes.end(), tag.begin(), tag.end());
  return bytes;
}

}  // namespace onceonly::fuzz
