package django_test

// verdict is a case of a function that accepts or refuses a text.
type verdict struct {
	Text     string
	Accepted bool
}
