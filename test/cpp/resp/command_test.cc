#include "resp/command.h"

#include <gtest/gtest.h>

#include <limits>

namespace onceonly::resp {
namespace {

TEST(CommandWriterTest, WritesArraysOfBulkStrings) {
  CommandWriter out;
  out.Begin(2);
  out.Arg("GET");
  out.Arg("key");
  EXPECT_EQ(out.Take(), "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n");
}

TEST(CommandWriterTest, TreatsArgumentsAsOpaqueBytes) {
  CommandWriter out;
  out.Begin(3);
  out.Arg("");
  out.Arg(std::string_view("a\0\r\n*1", 6));
  out.Arg(std::string(12, 'x'));
  EXPECT_EQ(out.Take(),
            std::string("*3\r\n$0\r\n\r\n$6\r\na\0\r\n*1\r\n$12\r\nxxxxxxxxxxxx\r\n", 41));
}

TEST(CommandWriterTest, WritesNumbersAsDecimalText) {
  CommandWriter out;
  out.Begin(3);
  out.Arg(int64_t{0});
  out.Arg(int64_t{-7});
  out.Arg(std::numeric_limits<int64_t>::min());
  EXPECT_EQ(out.Take(), "*3\r\n$1\r\n0\r\n$2\r\n-7\r\n$20\r\n-9223372036854775808\r\n");
}

TEST(CommandWriterTest, JoinsThePiecesOfAnArgument) {
  CommandWriter out;
  out.Arg("lock:{", "id", "}");
  out.Arg("", "", "");
  EXPECT_EQ(out.view(), "$9\r\nlock:{id}\r\n$0\r\n\r\n");
}

TEST(CommandWriterTest, KeepsWhatWasWrittenWhileItGrows) {
  CommandWriter out;
  std::string expected;
  for (size_t size = 0; size < 3000; size += 99) {
    const std::string bytes(size, static_cast<char>('a' + size % 26));
    out.Arg(bytes);
    expected += "$" + std::to_string(size) + "\r\n" + bytes + "\r\n";
  }
  EXPECT_EQ(out.view(), expected);
  out.Raw(std::string(1 << 20, 'x'));
  out.Clear();
  EXPECT_EQ(out.view(), "");
  out.Raw("+");
  EXPECT_EQ(out.view(), "+");
}

TEST(CommandWriterTest, StartsAnewAfterTake) {
  CommandWriter out;
  out.Raw("*1\r\n$4\r\nPING\r\n");
  EXPECT_EQ(out.size(), 14u);
  EXPECT_EQ(out.Take().size(), 14u);
  EXPECT_EQ(out.size(), 0u);
  out.Begin(1);
  EXPECT_EQ(out.Take(), "*1\r\n");
}

}  // namespace
}  // namespace onceonly::resp
