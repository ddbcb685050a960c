#include "core/json/member_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::string ObjectOf(const Members& members) {
  std::string json = "{";
  for (const auto& [name, value] : members) json += "\"" + name + "\":" + value + ",";
  json.back() = '}';
  return json;
}

// Names of ASCII, whose order is that of their bytes.
std::string SortedByReference(const Members& members) {
  std::map<std::string, std::string> last;
  for (const auto& [name, value] : members) last[name] = value;
  return ObjectOf({last.begin(), last.end()});
}

Members RandomMembers(size_t count, const std::string& prefix, unsigned names,
                      std::mt19937& random) {
  Members members;
  for (size_t i = 0; i < count; ++i) {
    const std::string tail = std::to_string(random() % names);
    const std::string value = "\"" + std::string(random() % 90, 'v') + std::to_string(i) + "\"";
    members.emplace_back(random() % 3 == 0 ? prefix + tail : prefix + tail + tail + tail, value);
  }
  return members;
}

TEST(MemberSorterTest, SortsAnyNumberOfMembersAndKeepsTheLastOfAName) {
  std::mt19937 random(11);
  for (size_t count : {1, 2, 3, 15, 16, 17, 64, 255, 256, 257, 3000}) {
    for (const std::string prefix : {"", "f", "field_", "a name longer than eight bytes "}) {
      for (unsigned names : {3u, 100u, 1'000'000u}) {
        const Members members = RandomMembers(count, prefix, names, random);
        ASSERT_EQ(Canonical(ObjectOf(members)), SortedByReference(members)) << count << prefix;
      }
    }
  }
}

TEST(MemberSorterTest, SortsManyMembersOfWhichOneIsNotPlain) {
  std::mt19937 random(12);
  Members members = RandomMembers(400, "field_", 1000, random);
  const std::string sorted = SortedByReference(members);
  members.insert(members.begin() + 200, {"\xc3\xa9", "1"});
  EXPECT_EQ(Canonical(ObjectOf(members)), sorted.substr(0, sorted.size() - 1) + ",\"\xc3\xa9\":1}");
}

TEST(MemberSorterTest, SortsANameBeforeTheNamesItBegins) {
  Members members;
  for (int i = 400; i-- > 0;) members.emplace_back(std::string(static_cast<size_t>(i), 'n'), "0");
  EXPECT_EQ(Canonical(ObjectOf(members)), SortedByReference(members));
}

// A name of any size, also one that is longer than the gap between input and output, is told from
// the one before and after it wherever they differ.
TEST(MemberSorterTest, ComparesNeighboursOfAnySize) {
  for (size_t size = 1; size < 400; size += size < 40 ? 1 : 13) {
    for (size_t at = 0; at < size; at += at < 20 ? 1 : 17) {
      std::string low(size, 'm');
      std::string high(size, 'm');
      low[at] = '!';
      high[at] = 'z';
      const std::string middle(size, 'm');
      const Members members = {{low, "1"}, {middle, "2"}, {middle + " ", "3"}, {high, "4"}};
      ASSERT_EQ(Canonical(ObjectOf(members)), ObjectOf(members)) << size << " at " << at;
      for (size_t i = 0; i + 1 < members.size(); ++i) {
        Members swapped = members;
        std::swap(swapped[i], swapped[i + 1]);
        ASSERT_EQ(Canonical(ObjectOf(swapped)), ObjectOf(members)) << size << " at " << at;
      }
    }
  }
}

TEST(MemberSorterTest, SortsNamesThatDifferInAnyBitsOfTheirBytes) {
  std::mt19937 random(13);
  for (const size_t count : {300, 5000}) {
    for (const unsigned range : {2u, 10u, 92u}) {
      Members members;
      for (size_t i = 0; i < count; ++i) {
        std::string name(1 + random() % 9, ' ');
        for (char& byte : name) byte = static_cast<char>('#' + random() % range);
        std::replace(name.begin(), name.end(), '\\', '!');
        members.emplace_back(name, std::to_string(i));
      }
      ASSERT_EQ(Canonical(ObjectOf(members)), SortedByReference(members)) << count << " " << range;
    }
  }
}

}  // namespace
}  // namespace onceonly::core
