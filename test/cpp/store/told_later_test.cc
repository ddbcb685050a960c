#include "store/told_later.h"

#include <gtest/gtest.h>

#include <vector>

namespace onceonly::store {
namespace {

TEST(ToldLaterTest, TellsEachOnceInTheOrderOfTheirAdding) {
  int first = 1;
  int second = 2;
  ToldLater<int> later;
  later.Add(&first);
  later.Add(&second);
  std::vector<int> told;
  const auto tell = [&](const int* each) { told.push_back(*each); };
  later.TellAll(tell);
  later.TellAll(tell);
  EXPECT_EQ(told, (std::vector<int>{1, 2}));
}

TEST(ToldLaterTest, TellsWhoIsAddedMeanwhileTheNextTime) {
  int first = 1;
  int second = 2;
  ToldLater<int> later;
  later.Add(&first);
  std::vector<int> told;
  later.TellAll([&](const int* each) {
    told.push_back(*each);
    later.Add(&second);
  });
  EXPECT_EQ(told, (std::vector<int>{1}));
  later.TellAll([&](const int* each) { told.push_back(*each); });
  EXPECT_EQ(told, (std::vector<int>{1, 2}));
}

TEST(ToldLaterTest, TellsAllWhenOneOfThemTellsTheRest) {
  int first = 1;
  int second = 2;
  ToldLater<int> later;
  later.Add(&first);
  later.Add(&second);
  std::vector<int> told;
  later.TellAll([&](const int* each) {
    told.push_back(*each);
    later.TellAll([&](const int* other) { told.push_back(*other * 10); });
  });
  EXPECT_EQ(told, (std::vector<int>{1, 2}));
}

}  // namespace
}  // namespace onceonly::store
