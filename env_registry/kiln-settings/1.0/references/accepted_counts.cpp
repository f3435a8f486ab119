#include <algorithm>
#include <iostream>
#include <vector>

// upto[t] is the least possible number of settings up to t. A pot demands upto[high] >= upto[low - 1] + 2, and from
// one degree to the next the number grows by 0 or 1. The least solution is found by raising numbers while needed.
int main() {
    int n;
    std::cin >> n;
    const int hottest = 1000;
    std::vector<std::vector<int>> lows_by_high(hottest + 1);
    while (n--) {
        int low, high;
        std::cin >> low >> high;
        lows_by_high[high].push_back(low);
    }

    std::vector<int> upto(hottest + 1, 0);
    bool raised = true;
    while (raised) {
        raised = false;
        for (int degree = 1; degree <= hottest; ++degree) {
            int least = std::max(upto[degree], upto[degree - 1]);
            for (int low : lows_by_high[degree]) least = std::max(least, upto[low - 1] + 2);
            raised = raised || least > upto[degree];
            upto[degree] = least;
        }
        for (int degree = hottest; degree > 0; --degree) {
            if (upto[degree - 1] < upto[degree] - 1) {
                upto[degree - 1] = upto[degree] - 1;
                raised = true;
            }
        }
    }

    std::cout << upto[hottest] << '\n';
    for (int degree = 1; degree <= hottest; ++degree) {
        if (upto[degree] > upto[degree - 1]) std::cout << degree << ' ';
    }
    std::cout << '\n';
}
