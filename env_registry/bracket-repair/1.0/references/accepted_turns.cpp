#include <algorithm>
#include <iostream>
#include <limits>
#include <string>

// After matching, `closing` times ")" and then `opening` times "(" remain. Turning helps most at the outer ends,
// so try every number of brackets turned on the left and on the right and insert what is still missing.
int main() {
    long long a, b, f;
    std::string brackets;
    std::cin >> a >> b >> f >> brackets;

    int closing = 0, opening = 0;
    for (char bracket : brackets) {
        if (bracket == '(') {
            ++opening;
        } else if (opening > 0) {
            --opening;
        } else {
            ++closing;
        }
    }

    long long best = std::numeric_limits<long long>::max();
    for (int left = 0; left <= closing; ++left) {
        for (int right = 0; right <= opening; ++right) {
            int missing_open = std::max(closing - 2 * left, 0);
            int depth = std::max(2 * left - closing, 0) + opening - 2 * right;
            missing_open += std::max(-depth, 0);
            int missing_close = std::max(depth, 0);
            best = std::min(best, f * (left + right) + a * missing_open + b * missing_close);
        }
    }
    std::cout << best << '\n';
}
