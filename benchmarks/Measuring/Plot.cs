using System.Globalization;
using System.Text;

namespace CleanES.Benchmarks.Measuring;

/// <summary>How a time grows with a size, as a picture: both axes by powers, a line through the medians, a bar from the fastest to the slowest round.</summary>
internal static class Plot
{
    private const int Width = 720, Height = 360, Left = 90, Right = 140, Top = 40, Bottom = 60;

    private static readonly string[] _colours = ["#1f6feb", "#d1570a", "#2da44e"];

    /// <param name="lines">For each line its name and its points.</param>
    public static string Svg(string title, string sizes, string times, IReadOnlyList<(string Name, IReadOnlyList<(double Size, Side Time)> Points)> lines)
    {
        var points = lines.SelectMany(line => line.Points).ToList();
        var (fewest, most) = (points.Min(point => point.Size), points.Max(point => point.Size));
        var (fastest, slowest) = (PowerBelow(points.Min(point => point.Time.Min)), 10 * PowerBelow(points.Max(point => point.Time.Max)));
        var svg = new StringBuilder(Text($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">
            <rect width="{Width}" height="{Height}" fill="white"/>
            <text x="{Left}" y="24" font-size="15">{title}</text>
            <text x="{(Left + Width - Right) / 2}" y="{Height - 14}" text-anchor="middle">{sizes}</text>
            <text transform="translate(20 {(Top + Height - Bottom) / 2}) rotate(-90)" text-anchor="middle">{times}</text>

            """));
        for (var power = fastest; power <= slowest; power *= 10)
            svg.Append(Text($"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(power)}" y2="{Y(power)}" stroke="#ddd"/><text x="{Left - 8}" y="{Y(power) + 4}" text-anchor="end">{power:#,0.##}</text>""")).Append('\n');
        foreach (var size in points.Select(point => point.Size).Distinct())
            svg.Append(Text($"""<line x1="{X(size)}" x2="{X(size)}" y1="{Top}" y2="{Height - Bottom}" stroke="#ddd"/><text x="{X(size)}" y="{Height - Bottom + 20}" text-anchor="middle">{size:#,0}</text>""")).Append('\n');

        foreach (var (index, (name, own)) in lines.Index())
        {
            var colour = _colours[index % _colours.Length];
            svg.Append(Text($"""<polyline fill="none" stroke="{colour}" stroke-width="2" points="{string.Join(' ', own.Select(point => Text($"{X(point.Size)},{Y(point.Time.Median)}")))}"/>""")).Append('\n');
            foreach (var (size, time) in own)
                svg.Append(Text($"""<line x1="{X(size)}" x2="{X(size)}" y1="{Y(time.Min)}" y2="{Y(time.Max)}" stroke="{colour}"/><circle cx="{X(size)}" cy="{Y(time.Median)}" r="4" fill="{colour}"><title>{time.Median:#,0.#}</title></circle>""")).Append('\n');
            svg.Append(Text($"""<text x="{Width - Right + 12}" y="{Y(own[^1].Time.Median) + 4}" fill="{colour}">{name}</text>""")).Append('\n');
        }

        return svg.Append("</svg>\n").ToString();

        double X(double size) => Math.Round(Left + (Width - Right - Left) * Math.Log(size / fewest) / Math.Log(most / fewest), 1);

        double Y(double time) => Math.Round(Height - Bottom - (Height - Bottom - Top) * Math.Log(time / fastest) / Math.Log(slowest / fastest), 1);
    }

    private static double PowerBelow(double value) => Math.Pow(10, Math.Floor(Math.Log10(value)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
