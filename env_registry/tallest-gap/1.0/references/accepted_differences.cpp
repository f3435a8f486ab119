#include <algorithm>
#include <iostream>
#include <limits>

int main() {
    std::ios::sync_with_stdio(false);

    int n;
    long long previous;
    std::cin >> n >> previous;

    // A gain is the sum of a run of neighbouring differences: the largest such sum is found as Kadane does.
    long long gain = std::numeric_limits<long long>::min();
    long long ending_here = 0;
    for (int i = 1; i < n; ++i) {
        long long height;
        std::cin >> height;
        ending_here = std::max(ending_here, 0LL) + height - previous;
        gain = std::max(gain, ending_here);
        previous = height;
    }
    std::cout << gain << '\n';
}
