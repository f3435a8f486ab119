#include <iostream>
#include <vector>

// Counts the players still in the ring; finds the one with a given rank in logarithmic time.
class FenwickTree {
  public:
    explicit FenwickTree(int n) : sums_(n + 1, 0), top_(1) {
        while (top_ * 2 <= n) top_ *= 2;
        for (int i = 1; i <= n; ++i) add(i, 1);
    }

    void add(int index, int amount) {
        for (; index < static_cast<int>(sums_.size()); index += index & -index) sums_[index] += amount;
    }

    int at_rank(int rank) const {
        int index = 0;
        for (int jump = top_; jump > 0; jump /= 2) {
            if (index + jump < static_cast<int>(sums_.size()) && sums_[index + jump] <= rank) {
                index += jump;
                rank -= sums_[index];
            }
        }
        return index + 1;
    }

  private:
    std::vector<int> sums_;
    int top_;
};

int main() {
    int n;
    long long step;
    std::cin >> n >> step;
    std::vector<long long> shirt(n + 1);
    for (int i = 1; i <= n; ++i) std::cin >> shirt[i];

    FenwickTree ring(n);
    long long rank = 0;
    for (int players = n; players > 1; --players) {
        rank = (rank + step - 1) % players;
        int leaving = ring.at_rank(static_cast<int>(rank));
        ring.add(leaving, -1);
        step = shirt[leaving];
    }
    std::cout << ring.at_rank(0) << '\n';
}
