package django

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// longestIPv6 is the most characters that Django reads as an address of version 6.
const longestIPv6 = 39

// CleanIPv6 is the function clean_ipv6_address: an address of version 6 as Python writes it, its zone cut off. unpack makes
// an address of version 4 of one that is mapped into version 6. ok is false for a text that is none.
func CleanIPv6(text string, unpack bool) (clean string, ok bool) {
	if utf8.RuneCountInString(text) > longestIPv6 {
		return "", false
	}
	text, zone, zoned := strings.Cut(text, "%")
	if zoned && (zone == "" || strings.Contains(zone, "%")) {
		return "", false
	}
	address, err := netip.ParseAddr(text)
	if err != nil || !address.Is6() {
		return "", false
	}
	if unpack {
		address = address.Unmap()
	}
	return address.String(), true
}

// IsIPv4 says whether Python reads a text as an address of version 4.
func IsIPv4(text string) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && address.Is4()
}
