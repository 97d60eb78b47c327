package django_test

// verdict is a case of a function that accepts a text or not.
type verdict struct {
	Text     string
	Accepted bool
}
