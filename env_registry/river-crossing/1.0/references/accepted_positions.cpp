#include <array>
#include <deque>
#include <iostream>
#include <string>

// Builds the word letter by letter: the smallest letter that still has enough travellers behind it comes next.
int main() {
    int n, k;
    std::string letters;
    std::cin >> n >> k >> letters;
    std::array<std::deque<int>, 26> places;
    for (int i = 0; i < n; ++i) places[letters[i] - 'a'].push_back(i);

    std::string word;
    int start = 0;
    for (int needed = n - k; needed > 0; --needed) {
        int last_place = n - needed;
        for (int letter = 0; letter < 26; ++letter) {
            auto& places_of = places[letter];
            while (!places_of.empty() && places_of.front() < start) places_of.pop_front();
            if (!places_of.empty() && places_of.front() <= last_place) {
                word += static_cast<char>('a' + letter);
                start = places_of.front() + 1;
                break;
            }
        }
    }
    std::cout << word << '\n';
}
