using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RtcVoice.Conversation.Session;

namespace RtcVoice.Conversation.Json;

/// <summary>A value that a client sent, and where it stands. What it is read as and is not, is refused with that place.</summary>
/// <param name="Element">The value.</param>
/// <param name="Path">Where it stands, such as <c>item.content[0].text</c>; empty for the whole message.</param>
internal readonly record struct JsonValue(JsonElement Element, string Path)
{
    // JSON that is kept as it came goes out again inside of events; serialisers stop at 64 levels.
    private const int MaxKeptDepth = 32;

    /// <summary>True for JSON's null.</summary>
    public bool IsNull => Element.ValueKind == JsonValueKind.Null;

    /// <summary>True for text.</summary>
    public bool IsText => Element.ValueKind == JsonValueKind.String;

    /// <summary>True for an object.</summary>
    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    /// <summary>The value as text.</summary>
    /// <param name="maxLength">The most UTF-16 units.</param>
    public string Text(int maxLength = int.MaxValue)
    {
        if (!IsText)
        {
            throw WrongType("a string");
        }

        string text;
        try
        {
            text = Element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse("This is not valid Unicode: send whole characters.");
        }

        return text.Length <= maxLength
            ? text
            : throw Refuse(string.Create(CultureInfo.InvariantCulture, $"This has {text.Length} characters: send at most {maxLength}."));
    }

    /// <summary>The value as text that is not empty.</summary>
    /// <param name="maxLength">The most UTF-16 units.</param>
    public string Name(int maxLength) => Text(maxLength) is { Length: > 0 } name ? name : throw Refuse("This is empty: send a name.");

    /// <summary>The value as an identifier: letters, digits, <c>_</c> and <c>-</c>.</summary>
    /// <param name="maxLength">The most of them.</param>
    public string Identifier(int maxLength)
    {
        string text = Text();
        return text.Length > 0 && text.Length <= maxLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? text
            : throw Refuse(string.Create(CultureInfo.InvariantCulture, $"Send 1 to {maxLength} letters, digits, '_' and '-'."));
    }

    /// <summary>The value as true or false.</summary>
    public bool Fact() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType("true or false"),
    };

    /// <summary>The value as a number within bounds.</summary>
    public double Number(double min, double max)
    {
        if (Element.ValueKind != JsonValueKind.Number || !Element.TryGetDouble(out double number))
        {
            throw WrongType("a number");
        }

        if (number >= min && number <= max)
        {
            return number;
        }

        throw Refuse(min.Equals(max)
            ? string.Create(CultureInfo.InvariantCulture, $"Send {min}.")
            : string.Create(CultureInfo.InvariantCulture, $"This is out of range: send {min} to {max}."));
    }

    /// <summary>The value as a whole number within bounds.</summary>
    public int Integer(int min, int max)
    {
        double number = Number(min, max);
        return double.IsInteger(number) ? (int)number : throw WrongType("a whole number");
    }

    /// <summary>The value as one of some words.</summary>
    /// <param name="words">Each word with what it means.</param>
    public T Word<T>(params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        string text = Text();
        foreach ((string word, T meaning) in words)
        {
            if (word == text)
            {
                return meaning;
            }
        }

        var allowed = new List<string>();
        foreach ((string word, _) in words)
        {
            allowed.Add($"'{word}'");
        }

        throw Refuse($"Send {string.Join(" or ", allowed)}.");
    }

    /// <summary>The value as the fields of an object.</summary>
    public JsonFields Fields() => new(this);

    /// <summary>The value as an object, field by field.</summary>
    public JsonElement.ObjectEnumerator Properties() => IsObject ? Element.EnumerateObject() : throw WrongType("an object");

    /// <summary>The name of a field of this object.</summary>
    public string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            throw Refuse("A field's name here is not valid Unicode: send whole characters.");
        }
    }

    /// <summary>The value as a list, each read with its own place.</summary>
    /// <param name="max">The most of them.</param>
    /// <param name="read">Reads one.</param>
    public List<T> List<T>(int max, Func<JsonValue, T> read)
    {
        if (Element.ValueKind != JsonValueKind.Array)
        {
            throw WrongType("a list");
        }

        if (Element.GetArrayLength() > max)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"There are too many of them: send at most {max}."));
        }

        var list = new List<T>(Element.GetArrayLength());
        foreach (JsonElement element in Element.EnumerateArray())
        {
            list.Add(read(new JsonValue(element, string.Create(CultureInfo.InvariantCulture, $"{Path}[{list.Count}]"))));
        }

        return list;
    }

    /// <summary>The value as bytes in base64.</summary>
    /// <param name="maxLength">The most characters of base64.</param>
    public byte[] Base64(int maxLength)
    {
        if (!IsText)
        {
            throw WrongType("a string of base64");
        }

        if (JsonMarshal.GetRawUtf8Value(Element).Length - 2 > maxLength)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"This is too long: send at most {maxLength} characters of base64 at a time."));
        }

        try
        {
            if (Element.TryGetBytesFromBase64(out byte[]? bytes))
            {
                return bytes;
            }
        }
        catch (InvalidOperationException)
        {
            // Text that is not even Unicode is no base64 either.
        }

        throw Refuse("This is not base64: send the standard alphabet, with padding.");
    }

    /// <summary>The value as it came, for whoever knows what it means; it outlives the message.</summary>
    public JsonElement Kept()
    {
        Inspect(MaxKeptDepth);
        return Element.Clone();
    }

    /// <summary>The value as an object as it came; it outlives the message.</summary>
    public JsonElement KeptObject() => IsObject ? Kept() : throw WrongType("an object");

    /// <summary>The value as an object that is still to be read; it outlives the message.</summary>
    public JsonElement UnreadObject() => IsObject ? Element.Clone() : throw WrongType("an object");

    /// <summary>A refusal of the value: it is of the right type and still cannot be taken.</summary>
    /// <param name="message">What to send instead.</param>
    public InvalidConfigException Refuse(string message) =>
        new("invalid_value", Path.Length == 0 ? message : $"'{Path}': {message}", Path.Length == 0 ? null : Path);

    /// <summary>A refusal of the value: it is of another type.</summary>
    /// <param name="wanted">What to send.</param>
    public InvalidConfigException WrongType(string wanted) =>
        new("invalid_type", Path.Length == 0 ? $"Send {wanted}." : $"'{Path}': send {wanted}.", Path.Length == 0 ? null : Path);

    // What is wrong inside is told of the whole: names in there are the client's own, and as long as it likes.
    private void Inspect(int depth)
    {
        if (depth == 0)
        {
            throw Refuse("This is nested too deeply: send something flatter.");
        }

        if (IsText)
        {
            Text();
        }
        else if (IsObject)
        {
            foreach (JsonProperty field in Element.EnumerateObject())
            {
                NameOf(field);
                (this with { Element = field.Value }).Inspect(depth - 1);
            }
        }
        else if (Element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in Element.EnumerateArray())
            {
                (this with { Element = element }).Inspect(depth - 1);
            }
        }
    }
}
