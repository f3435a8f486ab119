#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

int r, c;
long long w;
std::vector<std::vector<long long>> coins, known;

// What the days from `day` on can bring if the organ stands at `corner` on that day.
long long from(int day, int corner) {
    if (day == r) return 0;
    long long& answer = known[day][corner];
    if (answer > -1000000000000LL) return answer;
    for (int next = 0; next < c; ++next) {
        int away = std::abs(next - corner);
        long long fare = day + 1 < r ? w * std::min(away, c - away) : 0;
        answer = std::max(answer, coins[day][corner] - fare + from(day + 1, next));
    }
    return answer;
}

int main() {
    std::cin >> r >> c >> w;
    coins.assign(r, std::vector<long long>(c));
    known.assign(r, std::vector<long long>(c, -1000000000000LL));
    for (auto& day : coins) {
        for (long long& count : day) std::cin >> count;
    }
    long long best = 0;
    for (int corner = 0; corner < c; ++corner) best = std::max(best, from(0, corner));
    std::cout << best << '\n';
}
